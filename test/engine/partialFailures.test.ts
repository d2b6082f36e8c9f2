import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { FaultProxy } from "../support/faults/index.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "half-done";
const args = { functionName, code: "./app", publish: true };

interface Failure {
  title: string;
  args?: object;
  /** Arranges the failure; returns how the cause goes away. */
  arrange: (lambda: StrictLambda, proxy: FaultProxy) => () => void;
  says: RegExp;
  /** What state must show after the failure. */
  shows: object;
  /** A foreign deploy is replaced only once a refresh has shown it. */
  isForeign?: boolean;
}

const failures: Failure[] = [
  {
    title: "the wait runs into its deadline",
    // Long enough for the update to begin, however slowly the provider starts.
    args: { timeoutSeconds: 15 },
    arrange: (lambda) => {
      lambda.function(functionName).settings = { inProgressReads: Infinity };
      return () => {
        lambda.function(functionName).settings = {};
        lambda.settle(functionName);
      };
    },
    says: /Waiting for the update of half-done: not done after \d+ s \(LastUpdateStatus InProgress/,
    shows: { lastUpdateStatus: "InProgress" },
  },
  {
    title: "Lambda cannot make the code run",
    arrange: (lambda) => {
      lambda.failNextUpdate({ reasonCode: "InvalidZipFileException", reason: "no handler" });
      return () => undefined;
    },
    says: /could not make it run .*InvalidZipFileException: "no handler/,
    shows: { lastUpdateStatus: "Failed" },
  },
  {
    title: "publishing is refused after the update",
    args: { versionDescription: "release" },
    arrange: (lambda) => {
      lambda.deniedOperations.add("PublishVersion");
      return () => {
        lambda.deniedOperations.clear();
      };
    },
    says: /Publishing a version of half-done: AccessDeniedException: .*Allow lambda:PublishVersion/s,
    shows: { lastUpdateStatus: "Successful" },
  },
  {
    title: "Lambda cannot make the version ready",
    arrange: (lambda) => {
      lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
      return () => undefined;
    },
    says: /Publishing version \d+ of half-done: Lambda could not make it ready .*init failed/,
    shows: { lastUpdateStatus: "Successful" },
  },
  {
    title: "another deploy comes after ours",
    arrange: (lambda, proxy) => {
      proxy.after("UpdateFunctionCode", 1, () => {
        lambda.deployBehindBack(functionName, `hotfix ${lambda.journal.length}`);
      });
      return () => undefined;
    },
    says: /another deploy came after this one/,
    shows: { lastUpdateStatus: "Successful" },
    isForeign: true,
  },
];

type Recovery = (project: EngineProject) => Promise<{ code: number; text: string }>;

const recoveries: Record<string, Recovery> = {
  up: (project) => project.up(),
  "refresh, then up": afterRefresh,
  "up --refresh": (project) => project.up("--refresh"),
};

/** Where there is foreign code: the first up that shows it stops. */
const recoveriesOfForeign: Record<string, Recovery> = {
  "refresh, then up": afterRefresh,
  "up --refresh, which stops once": async (project) => {
    const stopped = await project.up("--refresh");
    expect(stopped.text).to.contain("run `pulumi up` again to replace it");
    return project.up("--refresh");
  },
};

async function afterRefresh(project: EngineProject): Promise<{ code: number; text: string }> {
  const refreshed = await project.refresh();
  return refreshed.code === 0 ? project.up() : refreshed;
}

// On the strict Lambda: the emulator knows none of these.
describe("a deploy that is half done, through the real engine", () => {
  let lambda: StrictLambda;
  let proxy: FaultProxy;
  let project: EngineProject;
  let deploys = 0;

  before(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: functionName });
    proxy = await FaultProxy.start(lambda.url);
    const program = programOf({ code: args });
    project = await EngineProject.create({ program, env: { AWS_ENDPOINT_URL: proxy.url } });
    project.write("app/index.js", handlerSource("first"));
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
  });

  after(async () => {
    await proxy.stop();
    await lambda.stop();
    project.remove();
  });

  for (const failure of failures) {
    for (const [recovery, recover] of Object.entries(failure.isForeign ? recoveriesOfForeign : recoveries)) {
      it(`because ${failure.title}, is told as it is, and finished by ${recovery}`, async () => {
        deploys += 1;
        project.write("app/index.js", handlerSource(`deploy ${deploys}`));
        project.writeProgram(programOf({ code: { ...args, ...failure.args } }));
        const end = failure.arrange(lambda, proxy);
        const failed = await project.up();
        expect(failed.code, failed.text).not.to.equal(0);
        expect(failed.text.replaceAll(/\s+/g, " ")).to.match(failure.says);
        const half = project.functionCode();
        expect(half.initErrors).to.have.lengthOf(1);
        expect(half.outputs).to.include(failure.shows);
        end();
        proxy.clear();

        const recovered = await recover(project);
        expect(recovered.code, recovered.text).to.equal(0);
        const { outputs, initErrors } = project.functionCode();
        expect(initErrors ?? []).to.deep.equal([]);
        const record = lambda.function(functionName);
        expect(outputs).to.include({
          codeSha256: record.runningSha256,
          publishedCodeSha256: record.runningSha256,
          version: record.versionNumbers.at(-1),
          revisionId: record.revisionId,
          lastUpdateStatus: "Successful",
        });
        const again = await project.preview();
        expect(again.text).to.contain("2 unchanged");
      });
    }
  }

  it("is destroyed like any other", async () => {
    lambda.deniedOperations.add("PublishVersion");
    project.writeProgram(programOf({ code: { ...args, versionDescription: "last" } }));
    project.write("app/index.js", handlerSource("last"));
    expect((await project.up()).code).not.to.equal(0);
    lambda.journal.clear();
    const destroyed = await project.destroy();
    expect(destroyed.code, destroyed.text).to.equal(0);
    expect(lambda.journal.requests()).to.deep.equal([]);
  });
});
