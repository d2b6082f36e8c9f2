import { liveByPlugin } from "../support/engine/exampleByPlugin.js";
import { Testbed } from "../support/engine/testbed.js";

describe("examples/yaml, by its README and the real engine", () => {
  let bed: Testbed;

  before(async () => {
    bed = await Testbed.start();
  });

  after(async () => {
    await bed.stop();
  });

  it("deploys, finds no change, deploys a change, finds and repairs drift, and leaves the function at the end", async () => {
    const project = await bed.copyOfExample("yaml", {});
    await liveByPlugin(bed, { name: "yaml", project, functions: ["yaml-api"] });
  });
});
