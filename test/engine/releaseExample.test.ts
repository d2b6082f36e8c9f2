import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { oneLine } from "../support/engine/oneLine.js";
import { Testbed } from "../support/engine/testbed.js";

const stacks = ["dev", "staging", "prod"];
const show = "node ../../tools/demo/alias.mjs show release-prod live";

describe("the example of releases, by its README through the real engine and the emulator", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let example: ExampleRun;
  let deploys = 0;

  before(async () => {
    testbed = await Testbed.start();
    project = await testbed.copyOfExample("release", {});
    example = new ExampleRun("release", project);
    for (const stack of stacks) {
      await example.typed(`node tools/demo/function.mjs create release-${stack}`);
      await example.typed(`pulumi stack init ${stack}`);
    }
    await example.typed("node tools/demo/alias.mjs alarm release-prod-errors OK");
  });

  after(() => testbed.stop());

  it("its README holds: the first version makes the alias, with all calls at once", async () => {
    for (const stack of stacks) {
      await up(stack);
    }
    expect(await callersHave()).to.deep.equal({ FunctionVersion: "1", weights: {}, Description: "" });
  });

  it("its README holds: a change comes to prod by a tenth of the calls, and stays there held", async () => {
    await promote();
    await up("prod");
    const { FunctionVersion, weights, Description } = await callersHave();
    expect({ FunctionVersion, weights }).to.deep.equal({ FunctionVersion: "1", weights: { 2: 0.1 } });
    expect(Description).to.contain("1>2");
    expect(await output("phase")).to.equal("Held");
    expect(await up("prod")).to.contain("unchanged");
  });

  it("its README holds: the hold taken away, it goes on to all calls", async () => {
    await example.typed("pulumi config rm hold --stack prod");
    await up("prod");
    expect(await callersHave()).to.deep.equal({ FunctionVersion: "2", weights: {}, Description: "" });
    expect(await output("phase")).to.equal("Succeeded");
  });

  it("its README holds: an alarm set red takes all calls back, and that version is not tried again by itself", async () => {
    await promote();
    const begun = example.run("pulumi up --yes --stack prod", "--skip-preview");
    await sharedOrEnded(begun);
    await example.typed("node tools/demo/alias.mjs alarm release-prod-errors ALARM");
    const { code, text } = await begun;
    expect(code, text).not.to.equal(0);
    expect(oneLine(text)).to.contain(
      "alarm release-prod-errors is in ALARM (set by hand). All calls go to version 2 again.",
    );
    expect(await callersHave()).to.deep.equal({ FunctionVersion: "2", weights: {}, Description: "" });
    const again = await example.run("pulumi up --yes --stack prod");
    expect(again.code, again.text).not.to.equal(0);
    const others = await example.run("pulumi up --yes --stack prod --exclude **FunctionRelease::live");
    expect(others.code, others.text).to.equal(0);
    expect(await callersHave()).to.include({ FunctionVersion: "2" });
    await example.typed("node tools/demo/alias.mjs alarm release-prod-errors OK");
  });

  it("a run that was killed in the middle is gone on with by the next up", async () => {
    await promote();
    await project.pulumiOrFail("stack", "select", "prod");
    let pid = 0;
    const killed = project.upToBeKilled((started) => {
      pid = started;
    });
    await sharedOrEnded(killed);
    process.kill(pid, "SIGKILL");
    await killed;
    expect((await callersHave()).weights).to.deep.equal({ 4: 0.1 });
    await project.pulumiOrFail("cancel", "--yes");
    await up("prod");
    expect(await callersHave()).to.deep.equal({ FunctionVersion: "4", weights: {}, Description: "" });
  });

  it("its README holds: destroy leaves functions and aliases", async () => {
    await example.typed("pulumi destroy --yes --remove --stack prod", "--skip-preview");
    expect(await callersHave()).to.include({ FunctionVersion: "4" });
  });

  function up(stack: string): Promise<string> {
    return example.typed(`pulumi up --yes --stack ${stack}`, "--skip-preview");
  }

  /** An edit, as far as staging. */
  async function promote(): Promise<void> {
    deploys += 1;
    example.edit("app/index.mjs", deploys === 1 ? "the first" : `build ${deploys - 1}`, `build ${deploys}`);
    await up("dev");
    await up("staging");
  }

  async function callersHave(): Promise<{ FunctionVersion: string; weights: object; Description: string }> {
    return JSON.parse(await example.typed(show)) as Awaited<ReturnType<typeof callersHave>>;
  }

  async function output(name: string): Promise<unknown> {
    const { stdout } = await project.pulumiOrFail("stack", "output", name, "--json", "--stack", "prod");
    return JSON.parse(stdout);
  }

  /** Waits until a part of the calls goes to the version under release. */
  async function sharedOrEnded(run: Promise<{ text: string } | string>): Promise<void> {
    let ended: string | undefined;
    void run.then((result) => {
      ended = typeof result === "string" ? result : result.text;
    });
    while (Object.keys((await callersHave()).weights).length === 0) {
      expect(ended, "the run ended before it shared the calls").to.equal(undefined);
    }
  }
});
