import { expect } from "chai";
import { faults } from "../../support/faults/index.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { WatchBed } from "../../support/watchBed.js";

describe("versionUseApi", () => {
  let bed: WatchBed;

  beforeEach(async () => {
    bed = await WatchBed.start();
    bed.publish(3);
  });

  afterEach(() => bed.stop());

  it("finds the event sources of a version, and of no other", async () => {
    const { uses, functionArn, functionName, server } = bed;
    server.addEventSourceMapping(functionName, undefined);
    server.addEventSourceMapping(functionName, "11");
    expect(await uses.hasEventSource(functionArn, "1")).to.equal(false);
    server.addEventSourceMapping(functionName, "1");
    expect(await uses.hasEventSource(functionArn, "1")).to.equal(true);
    expect(await uses.hasEventSource(functionArn, "2")).to.equal(false);
  });

  it("does not take an event source of the function for one of the version, where an emulator lists both", async () => {
    const { FunctionArn } = bed.server.addEventSourceMapping(bed.functionName, undefined);
    const rewrite = () => Buffer.from(JSON.stringify({ EventSourceMappings: [{ FunctionArn }] }));
    bed.proxy.inject("ListEventSourceMappings", { kind: "rewritten", rewrite });
    expect(await bed.uses.hasEventSource(bed.functionArn, "1")).to.equal(false);
  });

  it("finds a policy, settings of asynchronous calls, and durable executions that have not ended", async () => {
    const { uses, functionArn, functionName, server } = bed;
    server.addPermission(functionName, undefined);
    expect(await uses.hasPolicy(functionArn, "2")).to.equal(false);
    server.addPermission(functionName, "2");
    expect(await uses.hasPolicy(functionArn, "2")).to.equal(true);

    expect(await uses.listInvokeConfigs(functionArn)).to.deep.equal([]);
    server.addEventInvokeConfig(functionName);
    server.addEventInvokeConfig(functionName, "3");
    expect(await uses.listInvokeConfigs(functionArn)).to.have.members(["$LATEST", "3"]);

    server.addDurableExecution(functionName, "1", "SUCCEEDED");
    expect(await uses.hasDurableExecution(functionArn, "1")).to.equal(false);
    server.addDurableExecution(functionName, "1");
    expect(await uses.hasDurableExecution(functionArn, "1")).to.equal(true);
    expect(await uses.hasDurableExecution(functionArn, "2")).to.equal(false);
  });

  it("takes no policy for what only refuses to say", async () => {
    bed.server.deniedOperations.add("GetPolicy");
    expect(await messageOfRejection(bed.uses.hasPolicy(bed.functionArn, "1"))).to.match(
      /^Reading the policy of version 1 of orders-api: AccessDeniedException: .*Allow lambda:GetPolicy/,
    );
  });

  it("finds provisioned concurrency, and where AWS is with it", async () => {
    const { concurrency, functionArn, functionName, server } = bed;
    expect(await concurrency.listProvisioned(functionArn)).to.deep.equal([]);
    expect(await concurrency.provisionedConcurrency(functionArn, "1")).to.equal(undefined);
    server.provision(functionName, "1");
    expect(await concurrency.provisionedConcurrency(functionArn, "1")).to.deep.equal({
      status: "READY",
      reason: undefined,
    });
    expect(await concurrency.listProvisioned(functionArn)).to.deep.equal(["1"]);
    server.failNextProvisioning();
    server.createAlias(functionName, { name: "live", version: "2" });
    server.function(functionName).provisioned.put("live", "2", 1, bed.clock.nowMs(), "FUNCTION_ERROR_INIT_FAILURE");
    const words = [];
    for (let look = 0; look < 3; look += 1) {
      words.push(await concurrency.provisionedConcurrency(functionArn, "live"));
    }
    expect(words[0]).to.deep.include({ status: "IN_PROGRESS" });
    expect(words[2]).to.deep.equal({ status: "FAILED", reason: "FUNCTION_ERROR_INIT_FAILURE" });
    expect(await concurrency.listProvisioned(functionArn)).to.have.members(["1", "live"]);
    bed.proxy.inject(
      "GetProvisionedConcurrencyConfig",
      faults.refusal(404, "ResourceNotFoundException", "Function not found"),
    );
    expect(await messageOfRejection(concurrency.provisionedConcurrency(functionArn, "1"))).to.match(
      /^Reading the provisioned concurrency on 1 of orders-api: ResourceNotFoundException/,
    );
  });

  it("deletes one version by its number", async () => {
    await bed.uses.deleteVersion(bed.functionArn, "2");
    expect(bed.versions()).to.deep.equal(["1", "3"]);
    expect(bed.requests()).to.deep.equal(["DeleteFunction 2"]);
  });

  for (const qualifier of [undefined, "", "$LATEST", "$LATEST.PUBLISHED", "live", "0", "01", "1 ", "1\n", "*", null]) {
    it(`sends nothing to delete the version ${JSON.stringify(qualifier)}: without a number it would be the function`, async () => {
      expect(await messageOfRejection(bed.uses.deleteVersion(bed.functionArn, qualifier as string))).to.match(
        /is not the number of one, and nothing was sent/,
      );
      expect(bed.requests()).to.deep.equal([]);
    });
  }

  it("says why AWS does not delete a version", async () => {
    bed.server.createAlias(bed.functionName, { name: "live", version: "1" });
    expect(await messageOfRejection(bed.uses.deleteVersion(bed.functionArn, "1"))).to.match(
      /^Deleting version 1 of orders-api: ResourceConflictException: Unable to delete version because.*\[live\].*it stays/,
    );
    bed.server.replicate(bed.functionName, "2");
    expect(await messageOfRejection(bed.uses.deleteVersion(bed.functionArn, "2"))).to.match(
      /^Deleting version 2 of orders-api: InvalidParameterValueException: .*replicated function.*Lambda@Edge/,
    );
  });
});
