import { PutCompositeAlarmCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { type Access, accessOf } from "#lib/access/access.js";
import { unqualifiedArn } from "#lib/access/functionRef.js";
import { AliasApi } from "#lib/aws/lambda/aliasApi.js";
import { ConcurrencyApi } from "#lib/aws/lambda/concurrencyApi.js";
import { InvokeApi } from "#lib/aws/lambda/invokeApi.js";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import { invokeClient, lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { newSurroundings, type Surroundings } from "#lib/code/surroundings.js";
import { systemClock } from "#lib/ground/clock.js";
import { lookAtAlarms, redSince } from "#lib/release/alarmWatch.js";
import { retain } from "#lib/release/retention.js";
import { CapturedLog } from "../support/capturedLog.js";
import { describeOnEmulator } from "../support/emulatorRuns.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { type ReleaseServer, startMinistackServer } from "../support/releaseServer.js";

describeOnEmulator("what a release asks of AWS, on ministack", () => {
  let server: ReleaseServer;
  let access: Access;
  let surroundings: Surroundings;
  let functionArn: string;

  before(async () => {
    server = await startMinistackServer();
    process.env.AWS_ACCESS_KEY_ID = "test";
    process.env.AWS_SECRET_ACCESS_KEY = "test";
    const endpoint = await server.lambda.config.endpoint?.();
    const url = `http://${endpoint?.hostname ?? ""}:${endpoint?.port ?? ""}`;
    access = accessOf({ endpoint: url, endpoints: { cloudwatch: url } }, "us-east-1");
    surroundings = newSurroundings(systemClock, new CapturedLog());
  });
  beforeEach(async () => {
    const name = await server.freshFunction();
    functionArn = unqualifiedArn((await new LambdaApi(lambdaClient(access), settings()).getFunction(name)).functionArn);
  });
  after(async () => {
    server.lambda.destroy();
    server.cloudWatch.destroy();
    await server.stop();
  });

  const deadline = () => ({ atMs: systemClock.nowMs() + 60_000 });
  const settings = () => ({
    functionName: "to-release",
    deadline: deadline(),
    clock: systemClock,
    log: surroundings.log,
  });

  it("is an alias that is made, split, moved by its revision, and cleared", async () => {
    const aliases = new AliasApi(lambdaClient(access), settings());
    expect(await aliases.getAlias(functionArn, "live")).to.equal(undefined);
    const live = { name: "live", functionVersion: "1", description: "mine" };
    const made = await aliases.createAlias(functionArn, live);
    const split = await aliases.updateAlias(functionArn, { ...live, weights: { 2: 0.1 }, revisionId: made.revisionId });
    expect(await aliases.getAlias(functionArn, "live")).to.deep.equal(split);
    const whole = { ...live, functionVersion: "2", weights: {} };
    expect(
      await messageOfRejection(aliases.updateAlias(functionArn, { ...whole, revisionId: made.revisionId })),
    ).to.match(/PreconditionFailedException/);
    await aliases.updateAlias(functionArn, { ...whole, revisionId: split.revisionId });
    expect(await aliases.listAliases(functionArn)).to.have.lengthOf(1);
    expect((await aliases.getAlias(functionArn, "live"))?.weights).to.deep.equal({});
    await aliases.deleteAlias(functionArn, "live");
    await aliases.deleteAlias(functionArn, "live");
  });

  it("is a call of a version by its number, that answers or fails", async () => {
    const invocations = new InvokeApi(invokeClient(access), settings());
    const call = { payload: { ping: true }, timeoutSeconds: 60 };
    expect(await invocations.invoke(functionArn, "1", call)).to.deep.include({
      status: 200,
      payload: { statusCode: 200, echo: { ping: true } },
      executedVersion: "1",
    });
    const failed = await invocations.invoke(functionArn, "2", call);
    expect(failed).to.deep.include({ status: 200, functionError: "Unhandled" });
    expect(failed.errorType).to.match(/Error$/);
    const concurrency = new ConcurrencyApi(lambdaClient(access), settings());
    expect(await concurrency.provisionedConcurrency(functionArn, "1")).to.equal(undefined);
    expect(await concurrency.listProvisioned(functionArn)).to.deep.equal([]);
  });

  it("is a look at metric and composite alarms, that sees one turn red", async () => {
    // Of a namespace of its own: the emulator's metrics of Lambda know no dimensions.
    const metric = { Namespace: "Tests", MetricName: "Errors", Statistic: "Sum", Threshold: 1 } as const;
    const AlarmName = "errors";
    await server.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...metric,
        AlarmName,
        Period: 60,
        EvaluationPeriods: 5,
        ComparisonOperator: "GreaterThanThreshold",
      }),
    );
    await server.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: "any", AlarmRule: "ALARM(errors)" }));
    const set = (StateValue: "OK" | "ALARM") =>
      server.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `set ${StateValue}` }));
    await set("OK");
    const before = await lookAtAlarms(["errors", "any", "eror"], access, surroundings, deadline());
    expect(before.missing).to.deep.equal(["eror"]);
    expect(before.found[0]).to.deep.include({ name: "errors", state: "OK", windowSeconds: 300 });
    await set("ALARM");
    const { found } = await lookAtAlarms(
      ["errors", "any"],
      access,
      newSurroundings(systemClock, surroundings.log),
      deadline(),
    );
    expect(redSince(before.found, found, "ignore").map(({ name }) => name)).to.include("errors");
    expect(found[0]?.reason).to.equal("set ALARM");
  });

  it("is the deletion of an old version, but not of one that an alias points to, nor of the function", async () => {
    const aliases = new AliasApi(lambdaClient(access), settings());
    const request = {
      functionArn,
      retain: { versions: 1, minAgeSeconds: 0 },
      current: "2",
      left: [],
      access,
      surroundings,
    };
    await aliases.createAlias(functionArn, { name: "old", functionVersion: "1", description: "" });
    expect(await retain({ ...request, deadline: deadline() })).to.deep.equal({
      deletedVersions: [],
      keptVersions: [{ version: "1", reason: "the alias old points to it" }],
    });
    await aliases.deleteAlias(functionArn, "old");
    expect((await retain({ ...request, deadline: deadline() })).deletedVersions).to.deep.equal(["1"]);
    const left = await new LambdaApi(lambdaClient(access), settings()).listVersions(functionArn);
    expect(left.map(({ version }) => version)).to.deep.equal(["$LATEST", "2"]);
  });
});
