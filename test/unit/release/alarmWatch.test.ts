import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { newSurroundings } from "#lib/code/surroundings.js";
import { type AlarmLook, betweenLooksMs, describeAlarms, lookAtAlarms, redSince } from "#lib/release/alarmWatch.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { faults } from "../../support/faults/index.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { RequestsUnderWay } from "../../support/requestsUnderWay.js";
import { VirtualClock } from "../../support/virtualClock.js";
import { WatchBed } from "../../support/watchBed.js";

describe("alarmWatch", () => {
  let bed: WatchBed;

  beforeEach(async () => {
    bed = await WatchBed.start();
  });

  afterEach(() => bed.stop());

  const look = (...names: string[]) => lookAtAlarms(names, bed.access, bed.surroundings, bed.deadline());

  it("sees metric, composite and log alarms, by name and by ARN, and says what there is not", async () => {
    const { alarms } = bed.server;
    alarms.put("errors", { members: { Period: 60, EvaluationPeriods: 3 } });
    const { arn } = alarms.put("latency", { state: "INSUFFICIENT_DATA", reason: "Unchecked: new" });
    alarms.put("any", { rule: "ALARM(errors) OR ALARM(latency)" });
    alarms.put("words", { type: "LogAlarm", members: {} });
    const { found, missing } = await look("errors", arn, "any", "words", "eror");
    expect(missing).to.deep.equal(["eror"]);
    expect(found.map(({ name, state }) => `${name} ${state}`)).to.deep.equal([
      "errors OK",
      "latency INSUFFICIENT_DATA",
      "any OK",
      "words OK",
    ]);
    expect(found[0]?.windowSeconds).to.equal(180);
    expect(found[2]?.windowSeconds).to.equal(undefined);
    expect(describeAlarms(found)).to.equal("3 OK; INSUFFICIENT_DATA: latency");
  });

  it("takes the longest period of an alarm on a formula for its window", async () => {
    const members = {
      Period: undefined,
      EvaluationPeriods: 2,
      Metrics: [
        { Id: "e1", MetricStat: { Period: 300, Stat: "Sum", Metric: {} } },
        { Id: "r", Expression: "e1", Period: 60 },
      ],
    };
    bed.server.alarms.put("rate", { members });
    expect((await look("rate")).found[0]?.windowSeconds).to.equal(600);
  });

  it("takes an alarm of the same name elsewhere for another one, and looks in the Region of an ARN", async () => {
    bed.server.alarms.put("errors");
    bed.server.alarms.put("edge", { region: "eu-west-1", state: "ALARM" });
    const elsewhere = "arn:aws:cloudwatch:us-east-1:222222222222:alarm:errors";
    const abroad = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:edge";
    const { found, missing } = await look("errors", elsewhere, abroad, "edge", "x".repeat(300));
    expect(missing).to.deep.equal([elsewhere, "edge", "x".repeat(300)]);
    // A name that CloudWatch refuses would have the look refused for all who share it.
    expect(namesAsked().flat()).not.to.include("x".repeat(300));
    expect(found.map(({ name, state }) => `${name} ${state}`)).to.deep.equal(["errors OK", "edge ALARM"]);
  });

  it("asks once for all that look at the same moment, with 100 names a request", async () => {
    const names = Array.from({ length: 150 }, (_, index) => `alarm-${index}`);
    names.forEach((name) => bed.server.alarms.put(name));
    const all = await Promise.all(names.map((name) => look(name, "alarm-0")));
    expect(all.flatMap(({ missing }) => missing)).to.deep.equal([]);
    expect(all.every(({ found }) => found.some(({ name }) => name === "alarm-0"))).to.equal(true);
    expect(bed.requests()).to.deep.equal(["DescribeAlarms", "DescribeAlarms"]);
  });

  it("serves who comes within a second from the look of the others, and forgets who has ended", async () => {
    ["a", "b"].forEach((name) => bed.server.alarms.put(name));
    await Promise.all([look("a"), look("b")]);
    await look("b");
    expect(bed.requests()).to.have.lengthOf(1);
    await bed.clock.sleep(1_000);
    bed.server.alarms.set("b", "ALARM");
    expect((await look("b")).found[0]?.state).to.equal("ALARM");
    expect(namesAsked()).to.deep.equal([["a", "b"]]);
    for (let turn = 0; turn < 4; turn += 1) {
      await bed.clock.sleep(15_000);
      await look("b");
    }
    expect(namesAsked().at(-1)).to.deep.equal(["b"]);
  });

  it("keeps apart what other identities ask for", async () => {
    bed.server.alarms.put("a");
    const other = bed.accessBy();
    await Promise.all([look("a"), lookAtAlarms(["a"], other, bed.surroundings, bed.deadline())]);
    expect(bed.requests()).to.have.lengthOf(2);
  });

  it("says that it sees nothing, and looks anew the next time", async () => {
    bed.server.alarms.put("a");
    bed.server.deniedOperations.add("DescribeAlarms");
    const messages = await Promise.all([messageOfRejection(look("a")), messageOfRejection(look("a"))]);
    expect(bed.requests()).to.have.lengthOf(1);
    for (const message of messages) {
      expect(message).to.match(
        /^Looking at the alarms of this program's releases: AccessDenied.*: User: .*\(request id .*\)\. Allow cloudwatch:DescribeAlarms on \* to the identity/,
      );
    }
    bed.server.deniedOperations.clear();
    expect((await look("a")).found).to.have.lengthOf(1);
  });

  it("tries again for ten seconds at most, and then is blind", async () => {
    bed.server.alarms.put("a");
    bed.proxy.inject("DescribeAlarms", faults.throttledByCloudWatch());
    bed.proxy.inject("DescribeAlarms", faults.failureOfCloudWatch());
    expect((await look("a")).found).to.have.lengthOf(1);
    await bed.clock.sleep(15_000);
    bed.proxy.inject("DescribeAlarms", faults.throttledByCloudWatch(), { times: Infinity });
    const startMs = bed.clock.nowMs();
    expect(await messageOfRejection(look("a"))).to.match(/ThrottlingException|CloudWatch's quota/);
    expect(bed.clock.nowMs() - startMs).to.be.at.most(11_000);
  });

  function namesAsked(): unknown[] {
    const asked = bed.server.journal.requests("DescribeAlarms").map(({ body }) => body.AlarmNames);
    bed.server.journal.clear();
    return asked;
  }

  describe("redSince", () => {
    const ok: AlarmLook = { name: "errors", arn: "arn", state: "OK", reason: "", transitionedAtMs: 10 };
    const at = (state: AlarmLook["state"], transitionedAtMs: number): AlarmLook => ({ ...ok, state, transitionedAtMs });
    const rows: [string, AlarmLook | undefined, AlarmLook, fail: boolean, ignore: boolean][] = [
      ["was not looked at before and is red", undefined, at("ALARM", 5), true, false],
      ["has gone red", ok, at("ALARM", 20), true, true],
      ["is red as from the start", at("ALARM", 5), at("ALARM", 5), true, false],
      ["is red anew, having been OK between two looks", at("ALARM", 5), at("ALARM", 20), true, true],
      ["is OK again", at("ALARM", 5), at("OK", 20), false, false],
      ["was red between two looks", ok, at("OK", 20), true, true],
      ["is OK as before", ok, ok, false, false],
      ["has lost its data", ok, at("INSUFFICIENT_DATA", 20), false, false],
      ["has data again", at("INSUFFICIENT_DATA", 5), at("OK", 20), false, false],
      ["is red, having had no data", at("INSUFFICIENT_DATA", 5), at("ALARM", 20), true, true],
      ["has no data as before", at("INSUFFICIENT_DATA", 5), at("INSUFFICIENT_DATA", 20), false, false],
    ];
    for (const [title, before, now, fail, ignore] of rows) {
      it(`${fail ? "counts" : "passes over"} an alarm that ${title}${fail === ignore ? "" : ', but not under "ignore"'}`, () => {
        const judge = (onAlarmAtStart: "fail" | "ignore") =>
          redSince(before === undefined ? [] : [before], [now], onAlarmAtStart).length === 1;
        expect([judge("fail"), judge("ignore")]).to.deep.equal([fail, ignore]);
      });
    }

    it("counts an alarm that was not there at the last look, made anew in ALARM", () => {
      expect(redSince([{ ...ok, arn: "another" }], [at("ALARM", 5)], "ignore")).to.have.lengthOf(1);
    });

    it("sees a flap at the server between two looks", async () => {
      bed.server.alarms.put("errors");
      const { found: before } = await look("errors");
      bed.server.alarms.after(2_000, "errors", "ALARM");
      bed.server.alarms.after(9_000, "errors", "OK");
      await bed.clock.sleep(15_000);
      expect(redSince(before, (await look("errors")).found, "ignore").map(({ name }) => name)).to.deep.equal([
        "errors",
      ]);
    });
  });
});

describe("alarmWatch of many releases", () => {
  const releases = 100;

  it("costs the whole process four requests a minute, and tells of an alarm within 16 s", async () => {
    const underWay = new RequestsUnderWay();
    const clock = new VirtualClock(() => underWay.isAny);
    const bed = await WatchBed.start(clock);
    try {
      // What is loaded once takes its time on the disk.
      await clock.run(lookAtAlarms(["none"], bed.access, bed.surroundings, bed.deadline()));
      const { access, server } = bed;
      const surroundings = newSurroundings(clock, new CapturedLog());
      server.quotas.enabled = true;
      const alarmAtMs = 125_000;
      const release = async (index: number) => {
        const name = `alarm-${index}`;
        server.alarms.put(name);
        // They begin one by one, and their alarms go off at any time between two looks.
        server.alarms.after(alarmAtMs + index * 150 - clock.nowMs(), name, "ALARM");
        await clock.sleep(index * 67);
        const deadline = { atMs: clock.nowMs() + 600_000 };
        for (;;) {
          const { found } = await lookAtAlarms([name], access, surroundings, deadline);
          if (found[0]?.state === "ALARM") {
            return clock.nowMs() - found[0].transitionedAtMs;
          }
          await clock.sleep(betweenLooksMs - (clock.nowMs() % betweenLooksMs));
        }
      };
      const seenAfterMs = await clock.run(Promise.all(Array.from({ length: releases }, (_, index) => release(index))));
      expect(Math.max(...seenAfterMs)).to.be.within(14_000, 16_000);
      const looks = server.journal.requests("DescribeAlarms");
      expect(looks.filter(({ atMs }) => atMs >= 60_000 && atMs < 120_000)).to.have.lengthOf(4);
      expect(looks.every(({ accepted }) => accepted)).to.equal(true);
    } finally {
      underWay.restore();
      await bed.stop();
    }
  });

  it("has no time of its own: a program without alarms asks nothing", async () => {
    const bed = await WatchBed.start();
    try {
      const nothing = await lookAtAlarms([], accessOf({}, "us-east-1"), bed.surroundings, bed.deadline());
      expect(nothing).to.deep.equal({ found: [], missing: [] });
      expect(bed.requests()).to.deep.equal([]);
    } finally {
      await bed.stop();
    }
  });
});
