import {
  type CloudWatchClient,
  CloudWatchServiceException,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { DrivenClock } from "../../support/drivenClock.js";
import { FaultProxy, faults } from "../../support/faults/index.js";
import { cloudWatchClient } from "../../support/strictCloudWatch/index.js";
import { StrictLambda } from "../../support/strictLambda/index.js";

describe("strict CloudWatch: alarms", () => {
  let clock: DrivenClock;
  let server: StrictLambda;
  let client: CloudWatchClient;

  beforeEach(async () => {
    clock = new DrivenClock();
    server = await StrictLambda.start({ clock });
    client = cloudWatchClient(server.url);
  });

  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const describeAlarms = (input: DescribeAlarmsCommandInput = {}) => client.send(new DescribeAlarmsCommand(input));
  const everyType: DescribeAlarmsCommandInput["AlarmTypes"] = ["MetricAlarm", "CompositeAlarm"];
  const look = async (name: string) => {
    const { MetricAlarms, CompositeAlarms } = await describeAlarms({ AlarmNames: [name], AlarmTypes: everyType });
    return [...MetricAlarms!, ...CompositeAlarms!][0]!;
  };
  const refusalOf = async (call: Promise<unknown>): Promise<CloudWatchServiceException> => {
    try {
      await call;
    } catch (error) {
      if (error instanceof CloudWatchServiceException) {
        return error;
      }
      throw error;
    }
    throw new Error("The call succeeded, where a refusal was expected.");
  };

  it("answers metric alarms alone where no type is said, and leaves out a name that there is not", async () => {
    server.alarms.put("errors");
    server.alarms.put("both", { rule: "ALARM(errors)" });
    const plain = await describeAlarms({ AlarmNames: ["errors", "both", "eror"] });
    expect(plain.$metadata.httpStatusCode).to.equal(200);
    expect(plain.MetricAlarms?.map(({ AlarmName }) => AlarmName)).to.deep.equal(["errors"]);
    expect(plain.CompositeAlarms).to.deep.equal([]);
    server.alarms.put("lines", { type: "LogAlarm" });
    const all = await describeAlarms({ AlarmNames: ["errors", "both", "lines"], AlarmTypes: everyType });
    expect(all.LogAlarms).to.deep.equal([]);
    const logs = await describeAlarms({ AlarmNames: ["errors", "lines"], AlarmTypes: ["LogAlarm"] });
    expect([logs.LogAlarms?.length, logs.MetricAlarms?.length]).to.deep.equal([1, 0]);
    expect(all.CompositeAlarms?.map(({ AlarmName }) => AlarmName)).to.deep.equal(["both"]);
    expect(all.MetricAlarms).to.have.length(1);
    expect(all.MetricAlarms![0]).to.deep.include({
      AlarmArn: "arn:aws:cloudwatch:us-east-1:111111111111:alarm:errors",
      StateValue: "OK",
      Period: 60,
      EvaluationPeriods: 1,
      StateTransitionedTimestamp: new Date(clock.nowMs()),
    });
  });

  it("knows alarms by their names only, in the Region and the account of the caller", async () => {
    server.alarms.put("errors", { region: "eu-west-1" });
    const { arn } = server.alarms.put("theirs", { account: "222222222222" });
    expect((await describeAlarms({ AlarmNames: ["errors", "theirs", arn] })).MetricAlarms).to.deep.equal([]);
    const abroad = cloudWatchClient(server.url, { region: "eu-west-1" });
    expect((await abroad.send(new DescribeAlarmsCommand({}))).MetricAlarms).to.have.length(1);
    abroad.destroy();
  });

  it("takes 100 names at most, and gives 50 alarms a page with a token for the rest, names or not", async () => {
    const names = Array.from({ length: 101 }, (_, index) => `a${String(index).padStart(3, "0")}`);
    for (const name of names) {
      server.alarms.put(name);
    }
    const refusal = await refusalOf(describeAlarms({ AlarmNames: names }));
    expect([refusal.$metadata.httpStatusCode, refusal.message]).to.satisfy(
      ([status, text]: [number, string]) => status === 400 && /less than or equal to 100$/.test(text),
    );
    const first = await describeAlarms({ AlarmNames: names.slice(1) });
    expect(first.MetricAlarms).to.have.length(50);
    const rest = await describeAlarms({ AlarmNames: names.slice(1), NextToken: first.NextToken });
    expect(rest.MetricAlarms?.map(({ AlarmName }) => AlarmName)).to.deep.equal(names.slice(51));
    expect(rest.NextToken).to.equal(undefined);
    expect((await describeAlarms({ MaxRecords: 100 })).MetricAlarms).to.have.length(100);
    expect((await refusalOf(describeAlarms({ NextToken: "forged" }))).name).to.equal("InvalidNextToken");
    expect((await refusalOf(describeAlarms({ MaxRecords: 101 }))).$metadata.httpStatusCode).to.equal(400);
    const both = await refusalOf(describeAlarms({ AlarmNames: ["a001"], AlarmNamePrefix: "a" }));
    expect(both.$metadata.httpStatusCode).to.equal(400);
    expect((await describeAlarms({ AlarmNamePrefix: "a10" })).MetricAlarms).to.have.length(1);
  });

  it("moves the time of the transition with the value alone, and the time of the update with the reason as well", async () => {
    const madeAt = new Date(clock.nowMs());
    server.alarms.put("errors");
    clock.advance(60_000);
    const set = (StateValue: "OK" | "ALARM", StateReason: string) =>
      client.send(new SetAlarmStateCommand({ AlarmName: "errors", StateValue, StateReason }));
    await set("OK", "looked again");
    expect(await look("errors")).to.deep.include({
      StateReason: "looked again",
      StateUpdatedTimestamp: new Date(clock.nowMs()),
      StateTransitionedTimestamp: madeAt,
    });
    clock.advance(60_000);
    await set("ALARM", "5 errors");
    expect(await look("errors")).to.deep.include({
      StateValue: "ALARM",
      StateTransitionedTimestamp: new Date(clock.nowMs()),
    });
    expect((await describeAlarms({ StateValue: "ALARM" })).MetricAlarms).to.have.length(1);
    expect((await describeAlarms({ StateValue: "OK" })).MetricAlarms).to.have.length(0);
    const unknown = client.send(new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "" }));
    const refusal = await refusalOf(unknown);
    expect([refusal.name, refusal.$metadata.httpStatusCode]).to.deep.equal(["ResourceNotFound", 404]);
    expect(server.journal.writes().map(({ operation }) => operation)).to.deep.equal(["SetAlarmState", "SetAlarmState"]);
  });

  it("changes an alarm as it was planned, by the server's clock: a flap between two looks shows in its time", async () => {
    server.alarms.put("errors");
    const startMs = clock.nowMs();
    server.alarms.after(40_000, "errors", "OK", "over");
    server.alarms.after(20_000, "errors", "ALARM", "flap");
    clock.advance(15_000);
    expect((await look("errors")).StateValue).to.equal("OK");
    clock.advance(10_000);
    expect(await look("errors")).to.include({ StateValue: "ALARM", StateReason: "flap" });
    clock.advance(20_000);
    expect(await look("errors")).to.deep.include({
      StateValue: "OK",
      StateTransitionedTimestamp: new Date(startMs + 40_000),
    });
  });

  it("gives a composite alarm the state that follows from the others at the time when they change", async () => {
    server.alarms.put("errors");
    server.alarms.put("slow", { state: "INSUFFICIENT_DATA" });
    server.alarms.put("bad", { rule: 'ALARM("errors") AND NOT (OK(slow) OR INSUFFICIENT_DATA(slow))' });
    const { arn } = server.alarms.alarm("bad");
    server.alarms.put("page", { rule: `ALARM(${arn}) OR FALSE` });
    const startMs = clock.nowMs();
    server.alarms.set("errors", "ALARM");
    expect((await look("page")).StateValue).to.equal("OK");
    server.alarms.after(30_000, "slow", "ALARM");
    clock.advance(45_000);
    expect(await look("page")).to.deep.include({
      StateValue: "ALARM",
      StateTransitionedTimestamp: new Date(startMs + 30_000),
    });
    server.alarms.set("errors", "OK");
    expect((await look("page")).StateValue).to.equal("OK");
    expect(() => server.alarms.put("wrong", { rule: "ALARM(errors) XOR OK(slow)" })).to.throw("goes on after its end");
  });

  it("makes alarms through the API, new ones with INSUFFICIENT_DATA, and keeps the state of those it changes", async () => {
    const put = (Threshold: number) =>
      client.send(
        new PutMetricAlarmCommand({
          AlarmName: "errors",
          Namespace: "AWS/Lambda",
          MetricName: "Errors",
          Period: 60,
          EvaluationPeriods: 2,
          Threshold,
          ComparisonOperator: "GreaterThanThreshold",
        }),
      );
    await put(1);
    expect(await look("errors")).to.include({ StateValue: "INSUFFICIENT_DATA", Threshold: 1, EvaluationPeriods: 2 });
    server.alarms.set("errors", "ALARM");
    await put(2);
    expect(await look("errors")).to.include({ StateValue: "ALARM", Threshold: 2 });
    await client.send(new PutCompositeAlarmCommand({ AlarmName: "page", AlarmRule: "ALARM(errors)" }));
    expect(await look("page")).to.include({ StateValue: "ALARM", AlarmRule: "ALARM(errors)" });
  });

  it("throttles DescribeAlarms at 9 a second by the server's clock, apart from Lambda's own limits", async () => {
    server.quotas.enabled = true;
    for (let count = 0; count < 9; count += 1) {
      await describeAlarms();
    }
    const refusal = await refusalOf(describeAlarms());
    expect([refusal.$metadata.httpStatusCode, refusal.name, refusal.message]).to.deep.equal([
      400,
      "Throttling",
      "Rate exceeded",
    ]);
    clock.advance(112);
    await describeAlarms();
    expect(server.journal.count("DescribeAlarms")).to.equal(11);
    expect(server.journal.filter(({ accepted }) => accepted)).to.have.length(10);
    expect(server.journal.at(-2)).to.include({ code: "ThrottlingException", status: 400, accepted: false });
  });

  it("refuses callers without permission, and with credentials that have expired, in the JSON protocol's form", async () => {
    server.deniedOperations.add("DescribeAlarms");
    const denied = await refusalOf(describeAlarms());
    expect([denied.name, denied.$metadata.httpStatusCode]).to.deep.equal(["AccessDenied", 400]);
    expect(denied.message).to.contain("is not authorized to perform: cloudwatch:DescribeAlarms on resource: ");
    server.credentials.expire("AKIADEPLOYER");
    expect((await refusalOf(describeAlarms())).name).to.equal("ExpiredTokenException");
  });

  it("stands behind the fault proxy, which knows its operations by name", async () => {
    const proxy = await FaultProxy.start(server.url);
    const faulted = cloudWatchClient(proxy.url);
    const describeThrough = () => faulted.send(new DescribeAlarmsCommand({ AlarmNames: ["errors"] }));
    server.alarms.put("errors");
    proxy.inject("DescribeAlarms", faults.throttledByCloudWatch());
    expect((await refusalOf(describeThrough())).name).to.equal("ThrottlingException");
    proxy.inject("DescribeAlarms", faults.failureOfCloudWatch());
    const failed = await refusalOf(describeThrough());
    expect([failed.name, failed.$metadata.httpStatusCode]).to.deep.equal(["InternalServiceFault", 500]);
    proxy.before("DescribeAlarms", 1, () => {
      server.alarms.set("errors", "ALARM", "slipped in");
    });
    expect((await describeThrough()).MetricAlarms?.[0]?.StateReason).to.equal("slipped in");
    expect(proxy.requests.map(({ operation, accepted }) => [operation, accepted])).to.deep.equal([
      ["DescribeAlarms", false],
      ["DescribeAlarms", false],
      ["DescribeAlarms", true],
    ]);
    expect(proxy.requests[2]?.body).to.deep.equal({ AlarmNames: ["errors"] });
    faulted.destroy();
    await proxy.stop();
  });
});
