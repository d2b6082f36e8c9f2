import { expect } from "chai";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName } from "../support/release/releaseBed.js";

// Each is a way in which other tools let callers down (docs/release.md names them).
onReleaseBed("a release walks into none of the traps:", (test) => {
  test("each write says version, weights and revision, so that no weight of before is left", async (bed) => {
    await bed.stack.up({ functionVersion: "2" });
    const writes = bed.writes();
    expect(writes).to.have.lengthOf(3);
    for (const { body } of writes) {
      expect(body).to.include.keys("FunctionVersion", "RoutingConfig", "RevisionId", "Description");
    }
  });

  test("a composite alarm is seen, and a name that no alarm has is refused before anything is moved", async (bed) => {
    bed.lambda.alarms.put("any", { rule: 'ALARM("errors")' });
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2", alarms: ["anny"] }))).to.include(
      "no alarm anny",
    );
    expect(bed.moves()).to.deep.equal([]);
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2", alarms: ["any"] }))).to.include(
      "alarm any is",
    );
    expect(bed.alias.version).to.equal("1");
  });

  test("the version just left is never deleted, and what is deleted is named by its number", async (bed) => {
    bed.clock.advance(7_200_000);
    await bed.stack.up({ functionVersion: "3", retain: { versions: 2 } });
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2", "3"]);
    expect(bed.stack.outputs?.keptVersions).to.deep.equal([{ version: "1", reason: "the release has just left it" }]);
    bed.lambda.deployBehindBack(functionName, "four", { publish: true });
    bed.lambda.deployBehindBack(functionName, "five", { publish: true });
    bed.clock.advance(7_200_000);
    const log = new CapturedLog();
    await bed.stack.preview({ functionVersion: "5", retain: { versions: 2 }, showRetention: true }, log);
    expect(log.text).to.include(
      "would delete versions 1, 2 after the release, and keep 3 (the release has just left it)",
    );
    bed.proxy.requests.length = 0;
    await bed.stack.up({ functionVersion: "5", retain: { versions: 2 } });
    expect(bed.function.versionNumbers).to.deep.equal(["3", "4", "5"]);
    const deletions = bed.proxy.requests.filter(({ operation }) => operation === "DeleteFunction");
    expect(deletions.map(({ path }) => /Qualifier=(\d+)$/.exec(path)?.[1])).to.deep.equal(["1", "2"]);
  });

  test("how far it is stands in the alias, and the next run goes on from there though no state was saved", async (bed) => {
    const alice = bed.newDeployer();
    const run = alice.begin("up", { functionVersion: "2" });
    bed.clock.after(90, () => {
      alice.kill();
    });
    await run.ended;
    expect(bed.alias.weights).to.deep.equal({ 2: 0.5 });
    expect(bed.alias.description).to.match(
      /^for customers \[release 1>2 step 2\/3 id=\w{6} since=2026-01-01T00:00:\d\dZ pulumi\]$/,
    );
    bed.moves();
    bed.function.invocations.length = 0;
    const { log } = await bed.stack.up({ functionVersion: "2", smoke: { payload: {} } });
    expect(bed.moves()).to.deep.equal(["1 2:0.5", "2"]);
    expect(bed.function.invocations).to.deep.equal([]);
    expect(log).to.match(/goes on .*version 2/);
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("a version that was taken back stays so through a refresh and an up about something else", async (bed) => {
    const { stack } = bed;
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    await messageOfRejection(stack.up({ functionVersion: "2" }));
    bed.lambda.alarms.set("errors", "OK");
    bed.moves();
    await stack.refresh();
    expect(await messageOfRejection(stack.up({ functionVersion: "2", onDestroy: "delete" }))).to.match(
      /not tried again/,
    );
    expect(bed.moves()).to.deep.equal([]);
  });

  test("AWS's own weights for provisioned concurrency are neither foreign nor the end", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 400_000 };
    const startMs = bed.clock.nowMs();
    const { log } = await bed.stack.up({ functionVersion: "2", finalBakeSeconds: 60 });
    expect(bed.clock.nowMs() - startMs).to.be.above(120_000 + 400_000 + 60_000);
    expect(log).to.include("provisioned concurrency is not there yet");
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
    expect(bed.flawsOfState()).to.deep.equal([]);
  });

  test("the next run waits for a transition of provisioned concurrency in which the last one was killed", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 400_000 };
    const alice = bed.newDeployer();
    const run = alice.begin("up", { functionVersion: "2" });
    bed.clock.after(200, () => {
      alice.kill();
    });
    await run.ended;
    expect(bed.alias).to.deep.include({ version: "2", weights: { 1: 1 } });
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("the way back from a version that has all calls, and provisioned concurrency, is followed to its end", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 100_000 };
    bed.lambda.alarms.after(260_000, "errors", "ALARM");
    await messageOfRejection(bed.stack.up({ functionVersion: "2", finalBakeSeconds: 120 }));
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
    expect(bed.stack.outputs).to.include({ phase: "RolledBack", failedVersion: "2" });
    expect(bed.flawsOfState()).to.deep.equal([]);
  });

  test("with provisioned concurrency another version waits until the one before it has given all calls back", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 100_000 };
    for (const seconds of [150, 240]) {
      const alice = bed.newDeployer();
      const run = alice.begin("up", { functionVersion: "2", finalBakeSeconds: 120 });
      bed.clock.after(seconds, () => {
        alice.kill();
      });
      await run.ended;
      bed.moves();
      const stack = bed.newStack();
      await stack.up({ functionVersion: "3" });
      expect(bed.moves()).to.deep.equal(["1", "1 3:0.1", "1 3:0.5", "3", "3"]);
      expect(bed.alias).to.deep.equal({ version: "3", weights: {}, description: "for customers" });
      await stack.up({ functionVersion: "1" });
    }
  });

  test("with provisioned concurrency somebody else's split with the version is taken back before its own steps", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    await bed.stack.up({ functionVersion: "2" });
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "2", weights: { 1: 0.3 } });
    await bed.stack.refresh();
    bed.moves();
    bed.function.settings = { provisioningMs: 100_000 };
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal(["1", "1 2:0.1", "1 2:0.5", "2", "2"]);
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("a transition without a journal is waited for as well, where one side is the program's", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 100_000 };
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "2", weights: {} });
    expect(bed.alias.weights).to.deep.equal({ 1: 1 });
    const { log } = await bed.stack.up({ functionVersion: "2" });
    expect(log).to.include("AWS still moves provisioned concurrency");
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.stack.outputs).to.include({ phase: "Succeeded" });
  });

  test("an alarm that was red before does not block its remedy, and counts again once it has turned red anew", async (bed) => {
    const { stack, lambda } = bed;
    lambda.alarms.set("errors", "ALARM");
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.include('set onAlarmAtStart to "ignore"');
    await stack.up({ functionVersion: "2", onAlarmAtStart: "ignore" });
    expect(bed.alias.version).to.equal("2");
    lambda.alarms.after(20_000, "errors", "OK");
    lambda.alarms.after(50_000, "errors", "ALARM");
    await messageOfRejection(stack.up({ functionVersion: "3", onAlarmAtStart: "ignore" }));
    expect(bed.alias.version).to.equal("2");
  });

  test("a flap between two looks is seen", async (bed) => {
    bed.lambda.alarms.after(31_000, "errors", "ALARM", "for a moment");
    bed.lambda.alarms.after(33_000, "errors", "OK");
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include("alarm errors");
    expect(bed.alias.version).to.equal("1");
  });

  test("no data is neither good nor bad, and said; so is a bake too short for what watches it", async (bed) => {
    bed.lambda.alarms.put("slow", { state: "INSUFFICIENT_DATA", members: { Period: 300, EvaluationPeriods: 3 } });
    const { log } = await bed.stack.up({ functionVersion: "2", alarms: ["errors", "slow"] });
    expect(log)
      .to.include("INSUFFICIENT_DATA: slow")
      .and.to.include("alarm slow looks at the last 15 min")
      .and.to.match(/a call may take 3 s, and its metrics may come 2 min later/);
    expect(bed.alias.version).to.equal("2");
  });

  for (const [onTooFew, version] of [
    ["proceed", "2"],
    ["rollback", "1"],
  ] as const) {
    test(`three calls make no error rate: with onTooFew "${onTooFew}" callers have version ${version} afterwards`, async (bed) => {
      const errorRate = { max: 0.01, minInvocations: 50, onTooFew };
      bed.function.handler = ({ version: runs }) => (runs === "2" ? { functionError: "Unhandled" } : undefined);
      bed.clock.after(20, () => bed.lambda.sendTraffic(functionName, aliasName, 20));
      await bed.stack.up({ functionVersion: "2", errorRate, alarms: [] }).catch(() => undefined);
      expect(bed.alias.version).to.equal(version);
    });
  }

  test("an error rate of the version's own calls takes it back, without any alarm", async (bed) => {
    bed.function.handler = ({ version }) => (version === "2" ? { functionError: "Unhandled" } : undefined);
    bed.clock.after(20, () => bed.lambda.sendTraffic(functionName, aliasName, 400));
    const args = { functionVersion: "2", errorRate: { max: 0.01, minInvocations: 10 }, alarms: [] };
    expect(await messageOfRejection(bed.stack.up(args))).to.match(/\d+ of \d+ invocations of version 2 failed: 100 %/);
    expect(bed.alias.version).to.equal("1");
    expect(bed.stack.outputs).to.include({ failedVersion: "2" });
  });

  for (const [name, fault] of Object.entries({
    "is lost": faults.resetAfter(),
    "is cut": faults.truncated(),
    "is a proxy's page": faults.htmlBadGateway({ acted: true }),
  })) {
    test(`a write whose answer ${name} is taken for what it is, ours, and not sent again`, async (bed) => {
      bed.proxy.inject("UpdateAlias", fault, { times: 3 });
      await bed.stack.up({ functionVersion: "2" });
      expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
      expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
    });
  }

  test("a smoke test whose answer is lost is not sent again, and says nothing against the version", async (bed) => {
    bed.proxy.inject("Invoke", faults.resetAfter());
    await messageOfRejection(bed.stack.up({ functionVersion: "2", smoke: { payload: {} } }));
    expect(bed.function.invocations).to.have.lengthOf(1);
    expect(bed.moves()).to.deep.equal([]);
    await bed.stack.up({ functionVersion: "2", smoke: { payload: {} } });
    expect(bed.alias.version).to.equal("2");
  });

  test("a smoke test that Lambda refuses for its rate is sent again", async (bed) => {
    bed.proxy.inject("Invoke", faults.throttled(), { times: 3 });
    await bed.stack.up({ functionVersion: "2", smoke: { payload: {} } });
    expect(bed.function.invocations).to.have.lengthOf(1);
    expect(bed.alias.version).to.equal("2");
  });

  test("back is what the alias had, not the number before", async (bed) => {
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    await messageOfRejection(bed.stack.up({ functionVersion: "3" }));
    expect(bed.alias.version).to.equal("1");
  });

  test("a number that means other code than was published is refused", async (bed) => {
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2", codeSha256: bed.hashOf("3") }));
    expect(message).to.include(`holds code ${bed.hashOf("2")}, not ${bed.hashOf("3")}`);
    expect(bed.moves()).to.deep.equal([]);
  });

  test("a failed number is tried again where it holds other code by now", async (bed) => {
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    await messageOfRejection(bed.stack.up({ functionVersion: "2", codeSha256: bed.hashOf("2") }));
    bed.lambda.alarms.set("errors", "OK");
    const other = bed.hashOf("3");
    bed.function.versions.get("2")!.configuration.CodeSha256 = other;
    await bed.stack.up({ functionVersion: "2", codeSha256: other });
    expect(bed.alias.version).to.equal("2");
  });
});
