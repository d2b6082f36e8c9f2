import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { PluginHost } from "../support/pluginHost.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("the folder of the plugin", () => {
  it("is a plugin for Pulumi's host for Node, too, which pulumi package add asks where it is given a folder", async () => {
    const folder = path.join(repositoryRoot, "plugin");
    expect(readFileSync(path.join(folder, "PulumiPlugin.yaml"), "utf8")).to.match(/^runtime: nodejs$/m);
    // What the host starts, with the folder and the engine's address.
    const script = [require.resolve("@pulumi/pulumi/cmd/run-plugin"), folder];
    const host = await PluginHost.start({ script });
    try {
      expect(await host.schema()).to.equal(readFileSync(path.join(folder, "schema.json"), "utf8"));
    } finally {
      await host.stop();
    }
  });
});
