import { expect } from "chai";
import { EngineProject, type ProjectOptions } from "../support/engine/engineProject.js";
import { descendantsOf } from "../support/engine/processTree.js";
import { programOf, yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { FaultProxy } from "../support/faults/index.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "interrupted";
const resources = { code: { functionName, code: "./app", publish: true } };

interface Moment {
  title: string;
  when: "before" | "after";
  operation: string;
  nth: number;
}

const moments: Moment[] = [
  { title: "before it looked", when: "before", operation: "GetFunction", nth: 1 },
  { title: "before its update arrived", when: "before", operation: "UpdateFunctionCode", nth: 1 },
  { title: "after Lambda took its update", when: "after", operation: "UpdateFunctionCode", nth: 1 },
  { title: "while it waited for the update", when: "after", operation: "GetFunction", nth: 2 },
  { title: "while it waited for the version", when: "after", operation: "GetFunction", nth: 4 },
];

interface Kill {
  whom: "pulumi" | "the provider";
  signal: NodeJS.Signals;
}

const interrupt: Kill = { whom: "pulumi", signal: "SIGINT" };
const providerKilled: Kill = { whom: "the provider", signal: "SIGKILL" };
const engineKilled: Kill = { whom: "pulumi", signal: "SIGKILL" };

const faces = [
  {
    name: "a dynamic resource",
    project: { program: programOf(resources) },
    provider: "dynamic-provider",
    kills: [interrupt, { whom: "pulumi", signal: "SIGTERM" }, engineKilled, providerKilled],
  },
  {
    name: "the plugin",
    project: { program: yamlProgramOf(resources), language: "yaml" },
    provider: "plugin/main.js",
    kills: [interrupt, providerKilled],
  },
] satisfies { name: string; project: ProjectOptions; provider: string; kills: Kill[] }[];

for (const face of faces) {
  // On the strict Lambda, which hands back the version that an update made, as AWS does and the emulator does not.
  describe(`an interrupted up of ${face.name}, through the real engine`, () => {
    let lambda: StrictLambda;
    let proxy: FaultProxy;
    let project: EngineProject;
    let deploys = 0;

    before(async () => {
      lambda = await StrictLambda.start();
      lambda.createFunction({ name: functionName });
      proxy = await FaultProxy.start(lambda.url);
      project = await EngineProject.create({ ...face.project, env: { AWS_ENDPOINT_URL: proxy.url } });
    });

    after(async () => {
      await proxy.stop();
      await lambda.stop();
      project.remove();
    });

    it("ended by SIGKILL to pulumi while it created the resource: the next up adopts what Lambda took", async () => {
      await interruptAndRecover({ when: "after", operation: "UpdateFunctionCode", nth: 1 }, engineKilled);
    });

    for (const moment of moments) {
      for (const kill of face.kills) {
        it(`ended by ${kill.signal} to ${kill.whom} ${moment.title}: the next up converges, with one update and one version`, async () => {
          await interruptAndRecover(moment, kill);
        });
      }
    }

    it("leaves nothing to do in the end", async () => {
      const preview = await project.preview();
      expect(preview.code, preview.text).to.equal(0);
      expect(preview.text).to.contain("2 unchanged");
    });

    async function interruptAndRecover(
      moment: Omit<Moment, "title">,
      { whom, signal }: (typeof face.kills)[number],
    ): Promise<void> {
      deploys += 1;
      project.write("app/index.js", handlerSource(`deploy ${deploys}`));
      const versionsBefore = lambda.function(functionName).versionNumbers.length;
      lambda.journal.clear();
      let pulumiPid = 0;
      let started: number[] = [];
      let isKilled = false;
      proxy[moment.when](moment.operation, moment.nth, () => {
        const targets = whom === "pulumi" ? [pulumiPid] : descendantsOf(pulumiPid, face.provider);
        expect(targets).to.have.lengthOf(1);
        started = descendantsOf(pulumiPid, "");
        process.kill(targets[0]!, signal);
        isKilled = true;
      });
      const interrupted = await project.upToBeKilled((pid) => {
        pulumiPid = pid;
      });
      expect(isKilled, interrupted).to.equal(true);
      started.forEach(endOrphan);
      proxy.clear();

      if (signal === "SIGKILL" && whom === "pulumi") {
        // What Pulumi asks for: its lock on the stack is still there.
        await project.pulumiOrFail("cancel", "--yes");
      }
      const up = await project.up();
      expect(up.code, `${interrupted}\n${up.text}`).to.equal(0);

      const { outputs } = project.functionCode();
      const record = lambda.settle(functionName);
      expect(record.runningSha256).to.equal(outputs["codeSha256"]);
      expect(outputs).to.include({ lastUpdateStatus: "Successful", version: record.versionNumbers.at(-1) });
      expect(record.versionNumbers).to.have.lengthOf(versionsBefore + 1);
      expect(lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    }
  });
}

/** The host of YAML outlives an interrupted engine. */
function endOrphan(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended with the engine.
  }
}
