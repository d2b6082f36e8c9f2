import {
  GetFunctionCommand,
  LambdaClient,
  ListAliasesCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const ZipFile = zipOf({ "index.js": "new" });

describe("strict Lambda: names, accounts and credentials", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  let arn: string;
  const clock = { at: 0, nowMs: () => clock.at };

  beforeEach(async () => {
    clock.at = Date.UTC(2025, 10, 25);
    const accounts = { AKIADEPLOYER: "111111111111", AKIASTRANGER: "222222222222" };
    lambda = await StrictLambda.start({ accounts, clock });
    arn = lambda.createFunction({ name: FunctionName }).arn;
    client = sdkClient(lambda.url);
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const read = async (name = FunctionName, by = client) =>
    (await by.send(new GetFunctionCommand({ FunctionName: name }))).Configuration!.FunctionArn;

  it("finds a function by name, partial ARN and ARN, and says in the journal how it was named", async () => {
    for (const name of [FunctionName, `111111111111:function:${FunctionName}`, `function:${FunctionName}`, arn]) {
      expect(await read(name)).to.equal(arn);
      expect(lambda.journal.at(-1)).to.include({ functionName: name, account: "111111111111", region: "us-east-1" });
    }
  });

  it("answers a name of another Region with the 404 that does not mean «gone»", async () => {
    const elsewhere = sdkClient(lambda.url, { region: "eu-west-1" });
    const wrong = await refusalOf(read(arn, elsewhere));
    expect([wrong.name, wrong.message]).to.deep.equal([
      "ResourceNotFoundException",
      "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
    ]);
    const namesake = arn.replace("us-east-1", "eu-west-1");
    expect((await refusalOf(read(FunctionName, elsewhere))).message).to.equal(`Function not found: ${namesake}`);
    elsewhere.destroy();
  });

  it("refuses another account's ARN with 403, and looks for a name in the caller's own account", async () => {
    const stranger = sdkClient(lambda.url, { accessKeyId: "AKIASTRANGER" });
    const refusal = await refusalOf(read(arn, stranger));
    expect([refusal.name, refusal.$metadata.httpStatusCode]).to.deep.equal(["AccessDeniedException", 403]);
    expect(refusal.message).to.contain(`not authorized to perform: lambda:GetFunction on resource: ${arn}`);
    const { message } = await refusalOf(read(FunctionName, stranger));
    expect(message).to.equal(`Function not found: ${arn.replace("111111111111", "222222222222")}`);
    const namesake = lambda.createFunction({ name: FunctionName, account: "222222222222" });
    expect(await read(FunctionName, stranger)).to.equal(namesake.arn);
    stranger.destroy();
  });

  it("refuses operations that no policy allows", async () => {
    lambda.deniedOperations.add("UpdateFunctionCode");
    const refusal = await refusalOf(client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })));
    expect(refusal.name).to.equal("AccessDeniedException");
    expect(refusal.message).to.contain("because no identity-based policy allows the lambda:UpdateFunctionCode action");
    expect(await read()).to.equal(arn);
  });

  it("refuses names that break Lambda's pattern, and qualified names for an update", async () => {
    for (const name of ["two words", "n".repeat(65), "n".repeat(141)]) {
      expect((await refusalOf(read(name))).name).to.equal("ValidationException");
    }
    lambda.function(FunctionName).publish(undefined, 0);
    const qualified = new UpdateFunctionCodeCommand({ FunctionName: `${FunctionName}:1`, ZipFile });
    expect((await refusalOf(client.send(qualified))).name).to.equal("InvalidParameterValueException");
  });

  it("refuses unknown access keys and expired credentials", async () => {
    const unknown = sdkClient(lambda.url, { accessKeyId: "AKIANOBODY" });
    expect((await refusalOf(read(FunctionName, unknown))).name).to.equal("UnrecognizedClientException");
    lambda.credentials.expire("AKIADEPLOYER");
    const expired = await refusalOf(read());
    expect([expired.name, expired.$metadata.httpStatusCode]).to.deep.equal(["ExpiredTokenException", 403]);
    lambda.credentials.renew("AKIADEPLOYER");
    expect(await read()).to.equal(arn);
    unknown.destroy();
  });

  for (const minutes of [-20, 20]) {
    it(`refuses a signature when its clock is ${minutes} minutes ahead, and the client corrects itself by the Date header`, async () => {
      lambda.credentials.skewMs = minutes * 60_000;
      const refusal = await refusalOf(read());
      expect([refusal.name, refusal.$metadata.httpStatusCode]).to.deep.equal(["InvalidSignatureException", 403]);
      expect(refusal.message).to.match(minutes > 0 ? /^Signature expired: \d{8}T/ : /^Signature not yet current: /);
      expect(await read()).to.equal(arn);
    });
  }

  it("lets 15 requests a second through, and GetFunction's 100 beside them", async () => {
    lambda.quotas.enabled = true;
    const list = () => client.send(new ListAliasesCommand({ FunctionName }));
    for (let count = 0; count < 15; count += 1) {
      await list();
    }
    const refusal = await refusalOf(list());
    expect([refusal.name, refusal.message]).to.deep.equal(["TooManyRequestsException", "Rate exceeded"]);
    expect(refusal).to.have.property("Reason", "CallerRateLimitExceeded");
    for (let count = 0; count < 100; count += 1) {
      await read();
    }
    expect((await refusalOf(read())).$metadata.httpStatusCode).to.equal(429);
    clock.at += 1000 / 15 + 1;
    await list();
    expect((await refusalOf(list())).name).to.equal("TooManyRequestsException");
  });

  it("gives every answer and refusal a request id, and journals what it does not know", async () => {
    const { $metadata } = await client.send(new GetFunctionCommand({ FunctionName }));
    const refusal = await refusalOf(read("other"));
    expect($metadata.requestId).to.match(/^[0-9a-f-]{36}$/);
    expect(refusal.$metadata.requestId).to.match(/^[0-9a-f-]{36}$/);
    expect((await fetch(`${lambda.url}/2018-10-31/layers`)).status).to.equal(403);
    expect(lambda.journal.at(-1)).to.include({ operation: "GET /2018-10-31/layers", accepted: false });
  });
});
