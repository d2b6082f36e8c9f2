import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "never-settled";

describe("one Ctrl-C while Lambda never settles, by the plugin and the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  before(async () => {
    lambda = await StrictLambda.start();
    project = await EngineProject.create({
      language: "yaml",
      program: yamlProgramOf({ code: { functionName, code: "./app" } }),
      env: { AWS_ENDPOINT_URL: lambda.url },
    });
  });

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  it("ends a create, and then an update: the resource is saved as unfinished, nothing stays pending, and the next up goes on", async () => {
    lambda.createFunction({ name: functionName });
    for (const deploy of ["create", "update"]) {
      project.write("app/index.js", handlerSource(deploy));
      lambda.function(functionName).settings = { inProgressReads: Infinity };
      lambda.journal.clear();
      const text = await interruptedOnceSent();
      expect(text).to.contain("Canceled: the wait was ended.");
      const { outputs, initErrors } = project.functionCode();
      expect(initErrors?.join("\n")).to.contain("Canceled");
      expect(outputs).to.include({ lastUpdateStatus: "InProgress", codeSha256: outputs["deployedCodeSha256"] });
      expect(pendingOperations()).to.deep.equal([]);

      lambda.function(functionName).settings = {};
      lambda.settle(functionName);
      const up = await project.up();
      expect(up.code, up.text).to.equal(0);
      expect(lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
      expect(project.functionCode().outputs).to.include({ lastUpdateStatus: "Successful" });
    }
  });

  /** An up that gets SIGINT when it has begun to wait for the update. */
  async function interruptedOnceSent(): Promise<string> {
    let pulumiPid = 0;
    const running = project.upToBeKilled((pid) => {
      pulumiPid = pid;
    });
    // Where it ends before that, so does the wait.
    const ended = running.then(() => true);
    while (lambda.journal.count("GetFunction") < 3) {
      if (await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 20, false))])) {
        return running;
      }
    }
    process.kill(pulumiPid, "SIGINT");
    return running;
  }

  function pendingOperations(): unknown[] {
    const state = JSON.parse(project.stateText()) as { checkpoint: { latest: { pending_operations?: unknown[] } } };
    return state.checkpoint.latest.pending_operations ?? [];
  }
});
