import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  type LambdaClient,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

interface Wording {
  status: number;
  code: string;
  message: string;
}

const fixture = join(__dirname, "../../../../test/fixtures/aws/releaseWordings.json");
const { wordings } = JSON.parse(readFileSync(fixture, "utf8")) as { wordings: Record<string, Wording> };
const FunctionName = "orders";

describe("strict Lambda against what AWS was recorded to refuse of a release", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  let arn: string;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    client = sdkClient(lambda.url);
    arn = lambda.createFunction({ name: FunctionName, publish: true }).arn;
    lambda.changeConfigurationBehindBack(FunctionName);
    lambda.publishBehindBack(FunctionName);
    lambda.createAlias(FunctionName, { name: "live", version: "1" });
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const create = (members: object = {}) =>
    client.send(new CreateAliasCommand({ FunctionName, Name: "new", FunctionVersion: "1", ...members }));
  const update = (members: object) => client.send(new UpdateAliasCommand({ FunctionName, Name: "live", ...members }));
  const weights = (of: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: of } });
  const remove = (members: object) => client.send(new DeleteFunctionCommand({ FunctionName, ...members }));
  const provisioned = (Qualifier: string) =>
    client.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));
  const provision = (Qualifier: string, ProvisionedConcurrentExecutions = 1) =>
    client.send(
      new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }),
    );

  const provoke: Record<string, () => Promise<unknown>> = {
    aliasOfMissingFunction: () => create({ FunctionName: "none" }),
    aliasOfMissingVersion: () => create({ FunctionVersion: "10" }),
    weightOfMissingVersion: () => create(weights({ "10": 0.5 })),
    updateOfMissingAlias: () => update({ Name: "non-existent" }),
    aliasNameOfDigits: () => create({ Name: "2024" }),
    aliasRevisionMismatch: () => update({ Description: "changed", RevisionId: "stale" }),
    weightBelowZero: () => create(weights({ "2": -1 })),
    deletionOfLatest: () => remove({ Qualifier: "$LATEST" }),
    deletionByTwoQualifiers: () => remove({ FunctionName: `${arn}:1`, Qualifier: "2" }),
    deletionOfMissingFunctionsVersion: () => remove({ FunctionName: "none", Qualifier: "1" }),
    invocationOfMissingAlias: () =>
      client.send(new InvokeCommand({ FunctionName, Qualifier: "non-existent-alias", Payload: "{}" })),
    provisionedMissing: () => provisioned("1"),
    provisionedOfMissingAlias: () => provisioned("noalias"),
    provisionedOfMissingVersion: () => provisioned("10"),
    provisionedOfLatest: () => provisioned("$LATEST"),
    provisioningOfLatest: () => provision("$LATEST"),
    provisioningOfNone: () => provision("1", 0),
    provisioningOfAliasOverVersion: () => provision("1").then(() => provision("live")),
    provisioningOfVersionUnderAlias: () => provision("live").then(() => provision("1")),
    noPolicy: () => client.send(new GetPolicyCommand({ FunctionName, Qualifier: "1" })),
    noEventInvokeConfig: () => client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "1" })),
  };

  it("provokes every wording that is known", () => {
    expect(Object.keys(provoke).sort()).to.deep.equal(Object.keys(wordings).sort());
  });

  for (const [name, { status, code, message }] of Object.entries(wordings)) {
    it(`words ${name} as AWS does: ${status} ${code}`, async () => {
      const refusal = await refusalOf(provoke[name]!());
      const expected = message.replace("{arn}", arn).replace("{none}", arn.replace(/orders$/, "none"));
      expect([refusal.$metadata.httpStatusCode, refusal.name, refusal.message]).to.deep.equal([status, code, expected]);
    });
  }
});
