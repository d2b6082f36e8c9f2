import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { itWhere } from "../support/fileSystem.js";
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

  itWhere(
    "hasLinks",
    "has an executable that finds its server from a link to it, too, as people put one on PATH",
    async () => {
      const bin = mkdtempSync(path.join(tmpdir(), "a bin with links-"));
      symlinkSync(path.join(repositoryRoot, "plugin/pulumi-resource-lambdacode"), path.join(bin, "first"));
      symlinkSync("first", path.join(bin, "second"));
      const started = spawn(path.join(bin, "second"), { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(started, "exit");
      try {
        const [line] = (await Promise.race([once(started.stdout, "data"), ended])) as [unknown];
        expect(String(line)).to.match(/^\d+\n$/);
      } finally {
        started.kill();
        await ended;
        rmSync(bin, { recursive: true });
      }
    },
  );
});
