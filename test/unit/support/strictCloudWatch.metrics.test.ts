import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { DrivenClock } from "../../support/drivenClock.js";
import { cloudWatchClient } from "../../support/strictCloudWatch/index.js";
import { failing, StrictLambda } from "../../support/strictLambda/index.js";

const functionName = "orders";

describe("strict CloudWatch: metrics", () => {
  let clock: DrivenClock;
  let server: StrictLambda;
  let client: CloudWatchClient;
  let startMs: number;

  beforeEach(async () => {
    clock = new DrivenClock();
    startMs = clock.nowMs();
    server = await StrictLambda.start({ clock });
    client = cloudWatchClient(server.url);
    server.createFunction({ name: functionName, publish: true });
    server.changeConfigurationBehindBack(functionName);
    server.publishBehindBack(functionName);
    server.createAlias(functionName, { name: "live", version: "1", weights: { "2": 1 } });
  });

  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const query = (MetricName: string, dimensions: Record<string, string>, more: object = {}): MetricDataQuery => ({
    Id: MetricName.toLowerCase(),
    MetricStat: {
      Metric: {
        Namespace: "AWS/Lambda",
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: "Sum",
      ...more,
    },
  });
  const ask = (MetricDataQueries: MetricDataQuery[], input: object = {}) => {
    const [StartTime, EndTime] = [new Date(startMs), new Date(startMs + 600_000)];
    return client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, ...input }));
  };
  const values = async (...queries: MetricDataQuery[]) =>
    (await ask(queries)).MetricDataResults?.map(({ Values }) => Values);
  const nameOf = async (call: Promise<unknown>) =>
    call.then(
      () => "none",
      (error: unknown) => (error as Error).name,
    );
  const FunctionName = functionName;
  const ofAlias = { FunctionName, Resource: `${FunctionName}:live` };

  it("counts invocations by function, by alias, and by the version that ran while there are weights", async () => {
    server.function(functionName).handler = ({ version }) => (version === "2" ? failing("Error") : undefined);
    server.sendTraffic(functionName, "live", 3);
    server.moveAliasBehindBack(functionName, "live", { weights: {} });
    server.sendTraffic(functionName, "live", 4);
    server.sendTraffic(functionName, "2", 1);
    clock.advance(1);
    const of = (dimensions: Record<string, string>) =>
      values(query("Invocations", dimensions), query("Errors", dimensions));
    expect(await of({ FunctionName })).to.deep.equal([[8], [4]]);
    expect(await of(ofAlias)).to.deep.equal([[7], [3]]);
    expect(await of({ ...ofAlias, ExecutedVersion: "2" })).to.deep.equal([[3], [3]]);
    expect(await of({ ...ofAlias, ExecutedVersion: "1" })).to.deep.equal([[], []]);
    expect(await of({ FunctionName, Resource: `${FunctionName}:2` })).to.deep.equal([[1], [1]]);
    // A set of dimensions that Lambda does not have is no error, and never has a value.
    expect(await of({ FunctionName, ExecutedVersion: "2" })).to.deep.equal([[], []]);
    server.settings.executedVersionAlways = true;
    server.sendTraffic(functionName, "live", 1);
    clock.advance(1);
    expect(await of({ ...ofAlias, ExecutedVersion: "1" })).to.deep.equal([[1], [0]]);
  });

  it("dates an invocation by its beginning and knows it after its end, the newest period first", async () => {
    server.function(functionName).handler = () => ({ durationMs: 90_000 });
    server.metrics.delayMs = 30_000;
    server.sendTraffic(functionName, "live", 2);
    clock.advance(119_000);
    expect(await values(query("Invocations", ofAlias))).to.deep.equal([[]]);
    server.sendTraffic(functionName, "live", 1);
    clock.advance(1_000);
    expect(await values(query("Invocations", ofAlias))).to.deep.equal([[2]]);
    clock.advance(119_000);
    const { MetricDataResults } = await ask([query("Invocations", ofAlias)]);
    expect(MetricDataResults![0]).to.deep.include({
      Id: "invocations",
      StatusCode: "Complete",
      Values: [1, 2],
      Timestamps: [new Date(startMs + 60_000), new Date(startMs)],
    });
    const ascending = await ask([query("Invocations", ofAlias)], { ScanBy: "TimestampAscending" });
    expect(ascending.MetricDataResults![0]!.Values).to.deep.equal([2, 1]);
    expect(await values(query("Duration", ofAlias, { Stat: "Maximum", Period: 300 }))).to.deep.equal([[90_000]]);
  });

  it("answers a result with part of its values or none where it is told to, in a 200", async () => {
    for (let minute = 0; minute < 4; minute += 1) {
      server.sendTraffic(functionName, "live", 1);
      clock.advance(60_000);
    }
    server.metrics.answerPoorly("PartialData");
    const queries = [query("Invocations", ofAlias), query("Errors", ofAlias)];
    const partial = await ask(queries);
    expect(partial.$metadata.httpStatusCode).to.equal(200);
    const seen = partial.MetricDataResults?.map(({ StatusCode, Values }) => [StatusCode, Values?.length]);
    expect(seen).to.deep.equal([
      ["PartialData", 2],
      ["Complete", 4],
    ]);
    server.metrics.answerPoorly("InternalError", 2);
    const failed = (await ask(queries)).MetricDataResults;
    expect(failed?.map(({ StatusCode, Values }) => [StatusCode, Values])).to.deep.equal([
      ["InternalError", []],
      ["InternalError", []],
    ]);
    expect(await values(...queries)).to.deep.equal([
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  it("takes 500 queries at most, each with an id of its own, a start before the end and periods of minutes", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...query("Errors", ofAlias), Id: `q${index}` }));
    expect((await ask(many(500))).MetricDataResults).to.have.length(500);
    const refused = [
      ask(many(501)),
      ask([query("Errors", ofAlias), query("Errors", ofAlias)]),
      ask([{ ...query("Errors", ofAlias), Id: "Errors" }]),
      ask([query("Errors", ofAlias)], { EndTime: new Date(startMs) }),
      ask([query("Errors", ofAlias, { Period: 90 })]),
      ask([{ Id: "sum", Expression: "SUM(METRICS())" }]),
      ask([]),
    ];
    expect(await Promise.all(refused.map(nameOf))).to.deep.equal([
      "ValidationException",
      "ValidationException",
      "ValidationException",
      "ValidationException",
      "InvalidParameterValueException",
      "InvalidParameterCombinationException",
      "MissingRequiredParameterException",
    ]);
  });

  it("takes values of any metric, and keeps accounts and Regions apart", async () => {
    const datum = { namespace: "Orders", name: "Refused", dimensions: { Stage: "prod" }, value: 2 };
    server.metrics.put({ ...datum, account: "111111111111", region: "us-east-1", atMs: startMs });
    server.metrics.put({ ...datum, account: "222222222222", region: "us-east-1", atMs: startMs });
    const Metric = { Namespace: "Orders", MetricName: "Refused", Dimensions: [{ Name: "Stage", Value: "prod" }] };
    const sum: MetricDataQuery = { Id: "refused", MetricStat: { Metric, Period: 60, Stat: "Sum" } };
    const count: MetricDataQuery = { Id: "count", MetricStat: { Metric, Period: 60, Stat: "SampleCount" } };
    expect(await values(sum, count)).to.deep.equal([[2], [1]]);
  });

  it("throttles GetMetricData at 50 a second by the server's clock", async () => {
    server.quotas.enabled = true;
    const look = () => ask([query("Errors", ofAlias)]);
    for (let count = 0; count < 50; count += 1) {
      await look();
    }
    expect(await nameOf(look())).to.equal("Throttling");
    clock.advance(20);
    await look();
    expect(server.journal.count("GetMetricData")).to.equal(52);
  });
});
