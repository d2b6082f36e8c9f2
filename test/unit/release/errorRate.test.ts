import { expect } from "chai";
import { judgeErrorRate, type JudgedVersion } from "#lib/release/errorRate.js";
import { failing } from "../../support/strictLambda/invocation.js";
import { WatchBed } from "../../support/watchBed.js";

describe("errorRate", () => {
  const rule = { max: 0.01, minInvocations: 20 };
  let bed: WatchBed;
  let sinceMs: number;

  beforeEach(async () => {
    bed = await WatchBed.start();
    bed.publish(2);
    bed.server.createAlias(bed.functionName, { name: "live", version: "1", weights: { 2: 0.5 } });
    sinceMs = bed.clock.nowMs() + 30_000;
    await bed.clock.sleep(30_000);
  });

  afterEach(() => bed.stop());

  const judge = (more: Partial<JudgedVersion> = {}, of = rule) =>
    judgeErrorRate(of, {
      functionName: bed.functionName,
      aliasName: "live",
      version: "2",
      sinceMs,
      access: bed.access,
      surroundings: bed.surroundings,
      deadline: bed.deadline(),
      ...more,
    });
  const send = (times: number, failed: (version: string) => boolean = () => false) => {
    bed.server.function(bed.functionName).handler = ({ version }) => (failed(version) ? failing("Error") : {});
    return bed.server.sendTraffic(bed.functionName, "live", times);
  };

  it("judges a version by its own invocations through the alias, and not by those of the other", async () => {
    const { 2: ours = 0 } = send(200, (version) => version === "1");
    expect(await judge()).to.deep.equal({
      verdict: "good",
      text: `0 of ${ours} invocations of version 2 failed: 0 %, and 1 % is allowed`,
      invocations: ours,
      errors: 0,
    });
    const { 2: bad = 0 } = send(20, (version) => version === "2");
    const verdict = await judge();
    expect(verdict).to.deep.include({ verdict: "bad", invocations: ours + bad, errors: bad });
    expect(verdict.text).to.match(/^\d+ of \d+ invocations of version 2 failed: [\d.]+ %, and 1 % is allowed$/);
    expect(bed.requests()).to.deep.equal(["GetMetricData", "GetMetricData"]);
  });

  it("allows just what the rule allows", async () => {
    const count = { bad: 0 };
    bed.server.moveAliasBehindBack(bed.functionName, "live", { version: "1", weights: { 2: 1 } });
    send(100, () => (count.bad += 1) === 1);
    expect((await judge()).verdict).to.equal("good");
    expect((await judge({}, { ...rule, max: 0.009 })).verdict).to.equal("bad");
  });

  it("has no verdict over too few invocations, whether they failed or not", async () => {
    expect(await judge()).to.deep.include({
      verdict: "tooFew",
      text: "no invocations of version 2 so far, and 20 are needed for a verdict",
    });
    const { 2: ours = 0 } = send(20, () => true);
    expect(await judge({}, { ...rule, minInvocations: 100 })).to.deep.include({ verdict: "tooFew", errors: ours });
    expect(await judge({ version: "9" }, { ...rule, minInvocations: 0 })).to.deep.include({ verdict: "tooFew" });
  });

  it("counts from the minute in which the version had its first calls, through all that follow", async () => {
    const { 2: first = 0 } = send(100);
    await bed.clock.sleep(300_000);
    const { 2: later = 0 } = send(100);
    expect((await judge()).invocations).to.equal(first + later);
    expect((await judge({ sinceMs: bed.clock.nowMs() })).invocations).to.equal(later);
  });

  it("goes by the alias's own metrics where all calls go to the version, and leaves out the minute of the change", async () => {
    send(100, () => true);
    bed.server.moveAliasBehindBack(bed.functionName, "live", { version: "2", weights: {} });
    const wholeSinceMs = bed.clock.nowMs();
    const split = await judge();
    expect(await judge({ wholeSinceMs })).to.deep.include({ invocations: split.invocations, errors: split.errors });
    await bed.clock.sleep(60_000);
    send(40);
    expect(await judge({ wholeSinceMs })).to.deep.include({
      invocations: split.invocations + 40,
      errors: split.errors,
    });
  });

  it("does not count the same calls twice where they have metrics by the version, too", async () => {
    bed.server.settings.executedVersionAlways = true;
    bed.server.moveAliasBehindBack(bed.functionName, "live", { version: "2", weights: {} });
    const wholeSinceMs = bed.clock.nowMs();
    await bed.clock.sleep(60_000);
    send(40);
    expect((await judge({ wholeSinceMs })).invocations).to.equal(40);
  });

  for (const status of ["InternalError", "PartialData"] as const) {
    it(`is blind where CloudWatch answers ${status}, and not content`, async () => {
      send(100);
      bed.server.metrics.answerPoorly(status, 2);
      const verdict = await judge();
      expect(verdict.verdict).to.equal("blind");
      expect(verdict.text).to.match(
        new RegExp(
          `^Reading the metrics of orders-api: ${status}: .*\\. CloudWatch has (?:none|only a part) of the metrics`,
        ),
      );
      expect((await judge()).verdict).to.equal("good");
    });
  }

  it("is blind without the permission, and names it", async () => {
    bed.server.deniedOperations.add("GetMetricData");
    expect(await judge()).to.have.property("verdict", "blind");
    expect((await judge()).text).to.match(/AccessDenied.*Allow cloudwatch:GetMetricData on \*/);
  });
});
