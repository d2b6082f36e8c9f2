import {
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  GetPolicyCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { describeOnEmulator } from "../support/emulatorRuns.js";
import { type ReleaseServer, startMinistackServer, startStrictServer } from "../support/releaseServer.js";
import { refusalOf } from "../support/strictLambda/index.js";

/**
 * What a release needs and both servers serve, so that ours cannot drift from one that others wrote. What ministack 1.5.33
 * does otherwise is held by the strict servers' own tests alone: it takes two weights, a weight of the alias's own version
 * and versions that are not there; sends every invocation to the alias's own version; answers 404 to DeleteAlias of none;
 * deletes the function where `$LATEST` is to be deleted; has provisioned concurrency ready at once; and calls every error of
 * a handler Runtime.HandlerError.
 */
function define(start: () => Promise<ReleaseServer>): void {
  let server: ReleaseServer;
  let FunctionName: string;
  const Name = "live";

  before(async () => {
    server = await start();
  });
  beforeEach(async () => {
    FunctionName = await server.freshFunction();
    await server.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1", Description: "text" }));
  });
  after(async () => {
    server.lambda.destroy();
    server.cloudWatch.destroy();
    await server.stop();
  });

  const get = () => server.lambda.send(new GetAliasCommand({ FunctionName, Name }));
  const update = (input: Partial<UpdateAliasCommandInput>) =>
    server.lambda.send(new UpdateAliasCommand({ FunctionName, Name, ...input }));
  const weights = (of: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: of } });
  const statusOf = async (call: Promise<unknown>) => (await refusalOf(call)).$metadata.httpStatusCode;

  it("keeps what an update of an alias leaves out, clears empty weights, and gives another revision each time", async () => {
    const first = await get();
    const second = await update(weights({ "2": 0.1 }));
    const third = await update({ Description: "other" });
    expect(third).to.deep.include({ FunctionVersion: "1", Description: "other", ...weights({ "2": 0.1 }) });
    const fourth = await update({ FunctionVersion: "2", ...weights({}) });
    expect(fourth.FunctionVersion).to.equal("2");
    const live = await get();
    expect(Object.keys(live.RoutingConfig?.AdditionalVersionWeights ?? {})).to.deep.equal([]);
    const revisions = [first, second, third, fourth].map(({ RevisionId }) => RevisionId);
    expect(new Set(revisions).size).to.equal(4);
    expect(live.RevisionId).to.equal(fourth.RevisionId);
  });

  it("takes an alias's update by its latest revision alone", async () => {
    const { RevisionId } = await get();
    await update({ RevisionId, ...weights({ "2": 0.1 }) });
    expect(await statusOf(update({ RevisionId, FunctionVersion: "2", ...weights({}) }))).to.equal(412);
    expect((await get()).FunctionVersion).to.equal("1");
  });

  it("refuses a second alias of a name with 409, and one that is not there with 404", async () => {
    const again = new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1" });
    expect(await statusOf(server.lambda.send(again))).to.equal(409);
    expect(await statusOf(server.lambda.send(new GetAliasCommand({ FunctionName, Name: "none" })))).to.equal(404);
    expect(await statusOf(update({ Name: "none" }))).to.equal(404);
    const { Aliases } = await server.lambda.send(new ListAliasesCommand({ FunctionName }));
    expect(Aliases?.map((alias) => [alias.Name, alias.FunctionVersion])).to.deep.equal([[Name, "1"]]);
  });

  it("deletes no version that an alias has as its own or its second one, and lets it go afterwards", async () => {
    await update(weights({ "2": 0.1 }));
    const remove = (Qualifier: string) => server.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));
    expect([await statusOf(remove("1")), await statusOf(remove("2"))]).to.deep.equal([409, 409]);
    await update(weights({}));
    expect((await remove("2")).$metadata.httpStatusCode).to.equal(204);
  });

  it("says which version an alias ran, answers 200 for one that fails, and runs nothing for DryRun", async () => {
    const invoke = (Qualifier: string, more: object = {}) =>
      server.lambda.send(new InvokeCommand({ FunctionName, Qualifier, Payload: '{"ping":true}', ...more }));
    const answered = await invoke(Name);
    expect([answered.StatusCode, answered.ExecutedVersion, answered.FunctionError]).to.deep.equal([
      200,
      "1",
      undefined,
    ]);
    expect(JSON.parse(Buffer.from(answered.Payload!).toString())).to.deep.equal({
      statusCode: 200,
      echo: { ping: true },
    });
    const failed = await invoke("2");
    expect([failed.StatusCode, failed.ExecutedVersion, failed.FunctionError]).to.deep.equal([200, "2", "Unhandled"]);
    expect(JSON.parse(Buffer.from(failed.Payload!).toString())).to.include({ errorMessage: "broken on purpose" });
    expect((await invoke(Name, { InvocationType: "DryRun" })).StatusCode).to.equal(204);
    expect(await statusOf(invoke("none"))).to.equal(404);
  });

  it("has nothing else that uses a version: no provisioned concurrency, no mapping, no policy", async () => {
    const Qualifier = "1";
    const provisioned = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
    expect(await statusOf(server.lambda.send(provisioned))).to.equal(404);
    expect(await statusOf(server.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier })))).to.equal(404);
    const { EventSourceMappings } = await server.lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    expect(EventSourceMappings).to.deep.equal([]);
  });

  it("shows metric alarms alone where no type is said, nothing of an unknown name, and the state that was set", async () => {
    const names = [`${FunctionName}-errors`, `${FunctionName}-page`];
    const [AlarmName = "", composite = ""] = names;
    const metric = { Namespace: `Of/${FunctionName}`, MetricName: "Errors", Period: 60, EvaluationPeriods: 1 };
    const rule = { Statistic: "Sum", Threshold: 1, ComparisonOperator: "GreaterThanThreshold" } as const;
    await server.cloudWatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...rule }));
    const set = (state: StateValue, StateReason: string) =>
      server.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason }));
    await set("OK", "quiet");
    await server.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: composite, AlarmRule: `ALARM("${AlarmName}")` }),
    );
    const AlarmNames = [...names, `${FunctionName}-none`];
    const plain = await server.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
    expect([plain.MetricAlarms?.length, plain.CompositeAlarms?.length ?? 0]).to.deep.equal([1, 0]);
    const quiet = plain.MetricAlarms![0]!;
    expect(quiet).to.include({ StateValue: "OK", StateReason: "quiet", Period: 60, EvaluationPeriods: 1 });
    await set("ALARM", "5 errors");
    const all = await server.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    expect(all.MetricAlarms?.map(({ StateValue, StateReason }) => [StateValue, StateReason])).to.deep.equal([
      ["ALARM", "5 errors"],
    ]);
    expect(all.CompositeAlarms?.map(({ StateValue }) => StateValue)).to.deep.equal(["ALARM"]);
    expect(all.MetricAlarms![0]!.AlarmArn).to.match(/^arn:aws:cloudwatch:us-east-1:\d{12}:alarm:.*-errors$/);
  });

  it("gives alarms in pages with a token for the next", async () => {
    const prefix = `${FunctionName}-page-`;
    for (const number of ["1", "2", "3"]) {
      await server.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: prefix + number,
          Namespace: `Of/${FunctionName}`,
          MetricName: "Errors",
          Statistic: "Sum",
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
        }),
      );
    }
    const page = (NextToken?: string) =>
      server.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 2, NextToken }));
    const first = await page();
    const second = await page(first.NextToken);
    const seen = [...first.MetricAlarms!, ...second.MetricAlarms!].map(({ AlarmName }) => AlarmName);
    expect(seen.sort()).to.deep.equal([`${prefix}1`, `${prefix}2`, `${prefix}3`]);
    expect([first.MetricAlarms?.length, second.NextToken]).to.deep.equal([2, undefined]);
  });
}

describe("what a release needs of Lambda and CloudWatch", () => {
  describe("on the strict servers", () => {
    define(startStrictServer);
  });
  describeOnEmulator("on ministack", () => {
    define(startMinistackServer);
  });
});
