import { expect } from "chai";
import { HostError, type PropertyBag } from "../support/dynamicHost.js";
import type { ProviderHost } from "../support/providerHost.js";
import { faces, HostedProvider } from "../support/hostedProvider.js";
import { configurationOf } from "../support/stack.js";

for (const face of faces) {
  describe(`create, update, read and delete, by the ${face} face`, () => {
    let hosted: HostedProvider;
    let host: ProviderHost;

    before(async () => {
      hosted = await HostedProvider.start(face);
      host = await hosted.host({ recordModules: true });
    });

    after(async () => {
      await hosted.stop();
    });

    /** Checked inputs for a function of this name, whose code answers with `answer`. */
    async function checked(name: string, answer: string, more: PropertyBag = {}, by = host): Promise<PropertyBag> {
      hosted.write(`${name}/${answer}/index.js`, `exports.handler = async () => ${JSON.stringify(answer)};\n`);
      const { inputs, failures } = await by.check({}, { functionName: name, code: `./${name}/${answer}`, ...more });
      expect(failures).to.deep.equal([]);
      return inputs;
    }

    async function failure(work: Promise<unknown>): Promise<HostError> {
      const error: unknown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(HostError);
      return error as HostError;
    }

    it("create deploys, answers the ARN as id and plain state, and says which code it replaced", async () => {
      const record = hosted.lambda.createFunction({ name: "created", environment: { TOKEN: "hunter2" } });
      const placeholder = record.codeSha256;
      const inputs = await checked("created", "one", { publish: true });
      const { id, outs } = await host.create(inputs);
      expect(id).to.equal(record.arn);
      expect(outs).to.include({
        functionArn: record.arn,
        version: "1",
        qualifiedArn: `${record.arn}:1`,
        codeSha256: inputs["codeSha256"],
        lastUpdateStatus: "Successful",
      });
      expect(hosted.lambda.function("created").codeSha256).to.equal(inputs["codeSha256"]);
      const said = await host.outputHolding(placeholder);
      expect(said).to.contain(placeholder);
      expect(said, "each line names its function").to.contain("created: ");
      expect(JSON.stringify(outs), "names of environment variables only").not.to.contain("hunter2");
      expect(configurationOf(outs)).to.deep.include({ environment: { variableNames: ["TOKEN"] } });
      expect(await host.diff(id, outs, inputs)).to.deep.equal({ changes: "none", replaces: [] });
      expect(host.awsSdkModules(), "the record of modules works").not.to.be.empty;
    });

    it("a host whose engine was killed ends, at the latest with the next line that it would print, and does not run on for ever", async () => {
      hosted.lambda.createFunction({ name: "orphaned" });
      // However long it takes to hear of the engine's end, the deploy is not over by then.
      hosted.lambda.function("orphaned").settings = { inProgressReads: Infinity };
      const orphan = await hosted.host();
      const inputs = await checked("orphaned", "one", {}, orphan);
      const ended = orphan.killEngine();
      await failure(orphan.create(inputs));
      await ended;
    });

    it("create adopts a function that runs the code already: it reads and writes nothing", async () => {
      hosted.lambda.createFunction({ name: "adopted" });
      const inputs = await checked("adopted", "one");
      await host.create(inputs);
      hosted.lambda.journal.clear();
      const { outs } = await host.create(inputs);
      expect(hosted.lambda.journal.writes()).to.deep.equal([]);
      expect(outs).to.include({ version: "$LATEST", codeSha256: inputs["codeSha256"] });
    });

    it("update deploys the new code once and keeps the version before as previousVersion", async () => {
      hosted.lambda.createFunction({ name: "updated" });
      const olds = await checked("updated", "one", { publish: true });
      const { id, outs } = await host.create(olds);
      // The next operation is another process: within one, two hashes for a function would be two resources at odds.
      const next = await hosted.host();
      const news = await checked("updated", "two", { publish: true }, next);
      hosted.lambda.journal.clear();
      const updated = await next.update(id, outs, news);
      expect(updated).to.include({ version: "2", previousVersion: "1", codeSha256: news["codeSha256"] });
      expect(hosted.lambda.journal.writes("UpdateFunctionCode")).to.have.length(1);
      expect(hosted.lambda.function("updated").codeSha256).to.equal(news["codeSha256"]);
    });

    it("read tells drift by state and inputs, says which code since when, and writes nothing", async () => {
      hosted.lambda.createFunction({ name: "drifted" });
      const inputs = await checked("drifted", "one");
      const { id, outs } = await host.create(inputs);
      const same = await host.read(id, outs);
      expect(same.inputs, "Pulumi keeps those that it has").to.equal(undefined);
      expect(same.props["codeSha256"]).to.equal(inputs["codeSha256"]);

      const foreign = hosted.lambda.deployBehindBack("drifted", "somebody else's");
      hosted.lambda.journal.clear();
      const drifted = await host.read(id, outs);
      expect(drifted.props).to.include({ codeSha256: foreign, deployedCodeSha256: inputs["codeSha256"] });
      expect(drifted.inputs).to.deep.equal({ ...inputs, codeSha256: foreign });
      expect(await host.outputHolding(foreign))
        .to.contain(foreign)
        .and.to.match(/live since \d{4}-/);
      expect(hosted.lambda.journal.writes()).to.deep.equal([]);
      expect(await host.diff(id, drifted.props, inputs)).to.deep.equal({ changes: "some", replaces: [] });
    });

    it("read answers a blank id for a function that is gone, and an error where it could not look", async () => {
      hosted.lambda.createFunction({ name: "gone" });
      const { id, outs } = await host.create(await checked("gone", "one"));
      hosted.lambda.deniedOperations.add("GetFunction");
      const refused = await failure(host.read(id, outs));
      hosted.lambda.deniedOperations.clear();
      expect(refused.message).to.contain("gone").and.to.contain("AccessDeniedException");
      hosted.lambda.deleteBehindBack("gone");
      expect((await host.read(id, outs)).id).to.equal("");
    });

    it("a failure before Lambda accepted anything is a plain error: no state to keep, nothing written", async () => {
      hosted.lambda.createFunction({ name: "refused" });
      const inputs = await checked("refused", "one");
      hosted.lambda.deniedOperations.add("UpdateFunctionCode");
      const error = await failure(host.create(inputs));
      hosted.lambda.deniedOperations.clear();
      expect(error.initFailure).to.equal(undefined);
      expect(error.message)
        .to.contain("refused")
        .and.to.contain("AccessDeniedException")
        .and.to.contain("lambda:UpdateFunctionCode");
    });

    it("a failure after it is an init failure whose state has __provider, so that the next update goes on", async () => {
      hosted.lambda.createFunction({ name: "half-done" });
      hosted.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "it will not start" }, "half-done");
      const inputs = await checked("half-done", "one");
      const error = await failure(host.create(inputs));
      expect(error.initFailure?.id).to.equal(hosted.lambda.function("half-done").arn);
      expect(error.initFailure?.reasons.join("\n")).to.contain("FunctionError").and.to.contain("half-done");
      const { __provider: stub, ...state } = error.initFailure!.properties;
      expect(stub).to.equal(host.stub);
      expect(state).to.include({ deployedCodeSha256: inputs["codeSha256"], lastUpdateStatus: "Failed" });

      const refreshed = await host.read(error.initFailure!.id, state);
      expect((await host.diff(refreshed.id, refreshed.props, inputs)).changes).to.equal("some");
      const repaired = await host.update(refreshed.id, refreshed.props, inputs);
      expect(repaired).to.include({ lastUpdateStatus: "Successful", codeSha256: inputs["codeSha256"] });
    });

    it("Delete is answered by the host itself: nothing reaches Lambda, and the function stays as it is", async () => {
      const record = hosted.lambda.createFunction({ name: "kept" });
      const { id, outs } = await host.create(await checked("kept", "one"));
      const { codeSha256 } = record;
      const other = await hosted.host({ recordModules: true });
      hosted.lambda.journal.clear();
      await other.delete(id, outs);
      expect(hosted.lambda.journal.count()).to.equal(0);
      if (face === "dynamic") {
        expect(other.loadedModules().filter((file) => /dist[\\/]provider\.js$/.test(file))).to.deep.equal([]);
      }
      expect(hosted.lambda.function("kept").codeSha256).to.equal(codeSha256);
    });
  });
}
