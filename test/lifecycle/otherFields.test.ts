import { expect } from "chai";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";
import { configurationOf, type Stack } from "../support/stack.js";

const key = (id: string) => `arn:aws:kms:us-east-1:111111111111:key/${id}`;

describe("an update", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: { code: string };
  let two: { code: string };

  const begin = async (wanted: Parameters<typeof SourcesBed.start>[0] = {}) => {
    bed = await SourcesBed.start(wanted);
    stack = bed.stack;
    one = { code: bed.one.path };
    two = { code: bed.two.path };
  };
  afterEach(() => bed.stop());

  const keyOfFunction = () => bed.function.latest.code.sourceKmsKeyArn;

  describe("of architectures", () => {
    it("is sent with the code that fits it, and comes to rest", async () => {
      await begin();
      const arm = { ...one, architectures: ["arm64"] };
      await stack.up(arm);
      expect(bed.sent("UpdateFunctionCode")[0]).to.deep.include({ Architectures: ["arm64"] });
      expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
      await assertAtRest(bed, arm);
      await assertAtRest(bed, one);
    });

    it("brings a version of its own for the same bytes", async () => {
      await begin();
      await stack.up({ ...one, publish: true });
      const arm = { ...one, publish: true, architectures: ["arm64"] };
      await stack.up(arm);
      expect(stack.outputs?.version).to.equal("2");
      await assertAtRest(bed, arm);
    });
  });

  describe("of the key that encrypts the package", () => {
    it("is a change, is verified, and is sent again with each later update", async () => {
      await begin();
      await stack.up({ ...one, sourceKmsKeyArn: key("a") });
      expect(keyOfFunction()).to.equal(key("a"));
      expect(stack.outputs?.sourceKmsKeyArn).to.equal(key("a"));
      await assertAtRest(bed, { ...one, sourceKmsKeyArn: key("a") });
      expect(await stack.preview({ ...one, sourceKmsKeyArn: key("b") })).to.equal("update");
      await stack.up({ ...one, sourceKmsKeyArn: key("b") });
      expect(keyOfFunction()).to.equal(key("b"));
      await stack.up({ ...two, sourceKmsKeyArn: key("b") });
      expect(keyOfFunction()).to.equal(key("b"));
    });

    it("stays the function's own where the program says nothing", async () => {
      await begin({ sourceKmsKeyArn: key("owner") });
      await stack.up(one);
      await stack.up(two);
      expect(keyOfFunction()).to.equal(key("owner"));
      await assertAtRest(bed, two);
    });

    it('is given up by ""', async () => {
      await begin({ sourceKmsKeyArn: key("owner") });
      const given = { ...one, sourceKmsKeyArn: "" };
      await stack.up(given);
      expect(keyOfFunction()).to.equal(undefined);
      expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("SourceKMSKeyArn");
      await assertAtRest(bed, given);
    });

    it("is put back where somebody took it away", async () => {
      await begin();
      const keyed = { ...one, sourceKmsKeyArn: key("a") };
      await stack.up(keyed);
      bed.lambda.deployBehindBack("orders-api", bed.zip("one").bytes);
      await stack.refresh();
      expect((await stack.up(keyed)).step).to.equal("update");
      expect(keyOfFunction()).to.equal(key("a"));
      await assertAtRest(bed, keyed);
    });

    it("is told where another deploy took it away meanwhile", async () => {
      await begin();
      bed.proxy.before("GetFunction", 3, () => {
        bed.lambda.deployBehindBack("orders-api", bed.zip("one").bytes);
      });
      const message = await messageOfRejection(stack.up({ ...one, sourceKmsKeyArn: key("a") }));
      expect(message).to.match(/encrypted with the key of AWS, not with sourceKmsKeyArn: another deploy came after/);
    });

    it("is sent once where the answer is lost", async () => {
      await begin();
      await stack.up(one);
      bed.requests();
      bed.proxy.inject("UpdateFunctionCode", faults.resetAfter());
      const keyed = { ...one, sourceKmsKeyArn: key("a") };
      await stack.up(keyed);
      expect(bed.acceptedUpdates).to.equal(1);
      await assertAtRest(bed, keyed);
    });
  });

  describe("to $LATEST.PUBLISHED", () => {
    const toLatest = { publish: true, publishTo: "LATEST_PUBLISHED" };
    const provided = {
      configuration: { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: {} } },
    };
    beforeEach(() => begin({ ...provided, settings: { publishPendingReads: 2 } }));

    it("goes through PublishVersion, is waited for, and is then the version", async () => {
      await stack.up({ ...one, ...toLatest });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
      expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("PublishTo");
      expect(bed.sent("PublishVersion")[0]).to.include({ PublishTo: "LATEST_PUBLISHED" });
      expect(stack.outputs).to.include({
        version: "$LATEST.PUBLISHED",
        qualifiedArn: `${bed.function.arn}:$LATEST.PUBLISHED`,
        publishedCodeSha256: bed.zip("one").hash,
      });
      expect(bed.function.versions.get("$LATEST.PUBLISHED")?.configuration.State).to.equal("Active");
      await assertAtRest(bed, { ...one, ...toLatest });
      await stack.up({ ...two, ...toLatest });
      expect(bed.function.versions.get("$LATEST.PUBLISHED")?.code.sha256).to.equal(bed.zip("two").hash);
      expect(stack.outputs).not.to.have.property("previousVersion");
      await assertAtRest(bed, { ...two, ...toLatest });
    });

    it("is a change by itself, and so is going back to numbers", async () => {
      await stack.up({ ...one, publish: true });
      await stack.up({ ...one, ...toLatest });
      expect(stack.outputs).to.include({ version: "$LATEST.PUBLISHED", previousVersion: "1" });
      await assertAtRest(bed, { ...one, ...toLatest });
      expect(await stack.preview({ ...one, publish: true })).to.equal("update");
      await stack.up({ ...one, publish: true });
      expect(stack.outputs?.version).to.equal("1");
      await assertAtRest(bed, { ...one, publish: true });
    });

    it("is finished by the next run where it failed", async () => {
      await stack.up({ ...one, publish: true });
      bed.proxy.inject("PublishVersion", faults.refusal(403, "AccessDeniedException", "no"));
      await messageOfRejection(stack.up({ ...one, ...toLatest }));
      await stack.refresh();
      await stack.up({ ...one, ...toLatest });
      expect(stack.outputs?.version).to.equal("$LATEST.PUBLISHED");
      await assertAtRest(bed, { ...one, ...toLatest });
    });

    it("survives a lost answer", async () => {
      bed.proxy.inject("PublishVersion", faults.resetAfter());
      await stack.up({ ...one, ...toLatest });
      expect(stack.outputs?.version).to.equal("$LATEST.PUBLISHED");
      await assertAtRest(bed, { ...one, ...toLatest });
    });

    it("is what callers without a qualifier run: an update without it tells that they keep the code before", async () => {
      const line =
        /callers without a qualifier get \$LATEST\.PUBLISHED, which this update left as it was; publish: true/;
      const first = await stack.up({ ...one, ...toLatest });
      expect(first.log).not.to.match(line);
      expect(bed.function.unqualifiedSha256).to.equal(bed.zip("one").hash);
      for (const [more, code] of [
        [{}, "two"],
        [{ publish: true }, "three"],
      ] as const) {
        const { log } = await stack.up({ code: bed.file(`${code}.zip`, bed.zip(code)), ...more });
        expect(log).to.match(line);
        expect(bed.function.latest.code.sha256).to.equal(bed.zip(code).hash);
        expect(bed.function.unqualifiedSha256).to.equal(bed.zip("one").hash);
      }
      const last = await stack.up({ ...two, ...toLatest });
      expect(last.log).not.to.match(line);
      expect(bed.function.unqualifiedSha256).to.equal(bed.zip("two").hash);
    });

    it("tells it to nobody who sent nothing, or whose function is on no capacity provider", async () => {
      await stack.up({ ...one, ...toLatest });
      expect((await stack.up({ ...one, publish: true })).log).not.to.match(/capacity provider/);
      bed.lambda.createFunction({ name: "plain" });
      expect((await bed.newStack({ functionName: "plain" }).up(one)).log).not.to.match(/capacity provider/);
    });

    for (const versionState of ["ActiveNonInvocable", "Deactivated", "Hibernating"]) {
      it(`takes State ${versionState} for an answer, and says it`, async () => {
        bed.function.settings = { versionState, publishPendingReads: 2, publishedUpdatePendingReads: 2 };
        const startMs = bed.clock.nowMs();
        const { log } = await stack.up({ ...one, publish: true });
        expect(bed.clock.nowMs() - startMs).to.be.below(10_000);
        expect(log).to.match(
          new RegExp(`version 1 is there and not Active \\(State ${versionState}\\): it may take no calls`),
        );
        expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: bed.zip("one").hash });
        await assertAtRest(bed, { ...one, publish: true });
        const target = bed.newStack({ functionName: "promoted-to" });
        bed.lambda.createFunction({ name: "promoted-to" });
        await target.up({ sourceFunction: { functionName: "orders-api", qualifier: "1" } });
        expect(bed.lambda.function("promoted-to").runningSha256).to.equal(bed.zip("one").hash);
      });
    }

    it("needs publish, and a function on a capacity provider", async () => {
      expect(await messageOfRejection(stack.preview({ ...one, publishTo: "LATEST_PUBLISHED" }))).to.match(/^publishTo/);
      bed.lambda.createFunction({ name: "plain" });
      const message = await messageOfRejection(stack.up({ ...one, ...toLatest, functionName: "plain" }));
      expect(message).to.match(/^Publishing a version of plain: InvalidParameterValueException: PublishTo/);
    });
  });

  describe("with an expected revision", () => {
    beforeEach(() => begin());

    it("is sent where the function has it, and stopped before anything is sent where not", async () => {
      const expectedRevisionId = bed.function.revisionId;
      await stack.up({ ...one, expectedRevisionId });
      const message = await messageOfRejection(stack.up({ ...two, expectedRevisionId }));
      expect(message).to.include(bed.function.revisionId).and.to.include(expectedRevisionId);
      expect(message).to.match(/Nothing was sent/);
      expect(bed.acceptedUpdates).to.equal(1);
      await stack.up({ ...two, expectedRevisionId: bed.function.revisionId });
      expect(bed.function.runningSha256).to.equal(bed.zip("two").hash);
    });

    it("does not mind the revision where nothing is to be sent, and is no change by itself", async () => {
      await stack.up(one);
      expect(await stack.preview({ ...one, expectedRevisionId: "other" })).to.equal("same");
    });
  });

  describe("records in configuration", () => {
    it("the names of environment variables, and their values only when asked to", async () => {
      await begin({ environment: { TOKEN: "not-for-state" } });
      const named = { variableNames: ["TOKEN"] };
      await stack.up(one);
      expect(configurationOf(stack.outputs)).to.deep.include({ environment: named });
      expect(JSON.stringify(stack.outputs)).not.to.include("not-for-state");
      bed.requests();
      const recorded = { ...one, recordEnvironment: true };
      await stack.up(recorded);
      expect(bed.requests()).to.deep.equal(["GetFunction"]);
      const withValues = { environment: { ...named, variables: { TOKEN: "not-for-state" } } };
      expect(configurationOf(stack.outputs)).to.deep.include(withValues);
      await stack.refresh();
      expect(configurationOf(stack.outputs)).to.deep.include(withValues);
      await assertAtRest(bed, recorded);
      await stack.up(one);
      expect(JSON.stringify([stack.outputs, stack.inputs])).not.to.include("not-for-state");
      await assertAtRest(bed, one);
    });

    it("fields that the SDK does not know yet, and leaves out what is null", async () => {
      const configuration = {
        FutureConfig: { NewSetting: [{ DeepName: 1 }] },
        VpcConfig: { VpcId: "vpc-1", NewMember: true },
        Environment: null,
        DeadLetterConfig: null,
      };
      await begin({ configuration });
      const expected = {
        futureConfig: { newSetting: [{ deepName: 1 }] },
        vpcConfig: { vpcId: "vpc-1", newMember: true },
      };
      await stack.up(one);
      expect(configurationOf(stack.outputs)).to.deep.include(expected);
      expect(configurationOf(stack.outputs)).not.to.have.any.keys("environment", "deadLetterConfig");
      await stack.refresh();
      expect(configurationOf(stack.outputs)).to.deep.include(expected);
    });
  });
});
