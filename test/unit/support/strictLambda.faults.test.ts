import { GetFunctionCommand, UpdateFunctionCodeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { FaultProxy, faults } from "../../support/faults/index.js";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const ZipFile = zipOf({ "index.js": "new" });
const update = new UpdateFunctionCodeCommand({ FunctionName, ZipFile });
const get = new GetFunctionCommand({ FunctionName });

describe("fault proxy before the strict Lambda", () => {
  let lambda: StrictLambda;
  let proxy: FaultProxy;
  let client: LambdaClient;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: FunctionName });
    proxy = await FaultProxy.start(lambda.url);
    client = sdkClient(proxy.url);
  });

  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    await lambda.stop();
  });

  const failureOf = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      return error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
    }
    throw new Error("The call succeeded.");
  };

  it("passes requests and answers on as they are, and counts what was on the wire", async () => {
    expect(proxy.count()).to.equal(0);
    const { Configuration } = await client.send(get);
    expect(Configuration?.FunctionArn).to.equal(lambda.function(FunctionName).arn);
    await client.send(update);
    expect([proxy.count(), proxy.count("UpdateFunctionCode"), proxy.count(/^GET /)]).to.deep.equal([2, 1, 1]);
    expect(proxy.requests[1]).to.include({ operation: "UpdateFunctionCode", functionName: FunctionName, status: 200 });
    expect(lambda.journal.map(({ operation }) => operation)).to.deep.equal(["GetFunction", "UpdateFunctionCode"]);
  });

  it("resets a connection before the server acts", async () => {
    proxy.inject("UpdateFunctionCode", faults.resetBefore());
    expect((await failureOf(client.send(update))).code).to.equal("ECONNRESET");
    expect(lambda.journal.count()).to.equal(0);
    await client.send(update);
  });

  it("does to one function's requests what no other's meet, however the function is named", async () => {
    const others = new GetFunctionCommand({
      FunctionName: lambda.createFunction({ name: `more-${FunctionName}` }).arn,
    });
    const byArn = new GetFunctionCommand({ FunctionName: lambda.function(FunctionName).arn });
    proxy.inject({ functionName: FunctionName, operation: "GetFunction" }, faults.resetBefore(), { times: 2 });
    await client.send(others);
    await client.send(update);
    for (const call of [get, byArn]) {
      expect((await failureOf(client.send(call))).code).to.equal("ECONNRESET");
    }
    expect(proxy.count({ functionName: FunctionName })).to.equal(3);
  });

  it("loses an answer after the server has acted", async () => {
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    expect((await failureOf(client.send(update))).code).to.equal("ECONNRESET");
    expect(lambda.journal.writes()).to.have.length(1);
  });

  it("cuts an answer in its middle, as a reset connection with status 200", async () => {
    proxy.inject("GetFunction", faults.truncated());
    const failure = await failureOf(client.send(get));
    expect([failure.code, failure.$metadata?.httpStatusCode]).to.deep.equal(["ECONNRESET", 200]);
  });

  it("stalls a request until released, before or after the server acts", async () => {
    for (const acted of [false, true]) {
      proxy.inject("GetFunction", faults.stall({ acted }));
      const before = lambda.journal.count();
      const call = client.send(get);
      await proxy.whenStalled();
      expect(lambda.journal.count() - before).to.equal(acted ? 1 : 0);
      proxy.release();
      expect((await call).Configuration?.State).to.equal("Active");
    }
  });

  it("stalls a request for ever, until the client gives up", async () => {
    proxy.inject(undefined, faults.stall());
    const abort = new AbortController();
    const call = failureOf(client.send(get, { abortSignal: abort.signal }));
    await proxy.whenStalled();
    abort.abort();
    expect((await call).name).to.equal("AbortError");
    expect(lambda.journal.count()).to.equal(0);
  });

  it("answers with a load balancer's HTML page, after the server has acted where wanted", async () => {
    proxy.inject("UpdateFunctionCode", faults.htmlBadGateway({ acted: true }));
    const failure = await failureOf(client.send(update));
    expect([failure.name, failure.$metadata?.httpStatusCode]).to.deep.equal(["SyntaxError", 502]);
    expect(lambda.journal.writes()).to.have.length(1);
  });

  for (const [status, name, fault] of [
    [429, "TooManyRequestsException", faults.throttled()],
    [500, "ServiceException", faults.serviceFailure()],
    [503, "ServiceUnavailableException", faults.unavailable()],
    [409, "ResourceConflictException", faults.updateInProgress("arn:aws:lambda:us-east-1:111111111111:function:f")],
    [412, "PreconditionFailedException", faults.revisionMismatch()],
    [403, "ExpiredTokenException", faults.expiredToken()],
  ] as const) {
    it(`answers ${status} ${name} without letting the request through`, async () => {
      proxy.inject("UpdateFunctionCode", fault);
      const refusal = await refusalOf(client.send(update));
      expect([refusal.$metadata.httpStatusCode, refusal.name]).to.deep.equal([status, name]);
      expect(refusal.message).to.have.length.above(10);
      expect(lambda.journal.count()).to.equal(0);
    });
  }

  it("hits the nth matching request from now on, and as many after it as told", async () => {
    proxy.inject("GetFunction", faults.throttled(), { nth: 2, times: 2 });
    const seen = [];
    for (let index = 0; index < 4; index += 1) {
      seen.push(
        await client.send(get).then(
          () => 200,
          () => 429,
        ),
      );
    }
    expect(seen).to.deep.equal([200, 429, 429, 200]);
  });

  it("slips a foreign update between a read and the write that follows it", async () => {
    const { Configuration } = await client.send(get);
    const foreign = zipOf({ "index.js": "foreign" });
    proxy.before("UpdateFunctionCode", 1, () => lambda.deployBehindBack(FunctionName, foreign));
    const guarded = new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId: Configuration?.RevisionId });
    expect((await refusalOf(client.send(guarded))).name).to.equal("PreconditionFailedException");
    expect(lambda.journal.map(({ operation, behindBack }) => [operation, behindBack])).to.deep.equal([
      ["GetFunction", false],
      ["UpdateFunctionCode", true],
      ["UpdateFunctionCode", false],
    ]);
  });

  it("deletes a function after an update was accepted and before the client hears of it", async () => {
    proxy.after("UpdateFunctionCode", 1, () => {
      lambda.deleteBehindBack(FunctionName);
    });
    expect((await client.send(update)).LastUpdateStatus).to.equal("InProgress");
    expect((await refusalOf(client.send(get))).name).to.equal("ResourceNotFoundException");
  });

  it("breaks the client's connection when the server behind breaks its own", async () => {
    lambda.gate.close();
    const call = failureOf(client.send(update));
    const [request] = await lambda.gate.whenWaiting(1);
    await lambda.gate.letThrough(request!, "loseAnswer");
    expect((await call).code).to.equal("ECONNRESET");
  });

  it("shows an update that is done as never done, and a refusal as it is", async () => {
    proxy.inject("GetFunction", faults.neverDone(), { times: Infinity });
    const { Configuration } = await client.send(get);
    expect(lambda.function(FunctionName).latest.configuration.LastUpdateStatus).to.equal("Successful");
    expect(Configuration).to.include({
      LastUpdateStatus: "InProgress",
      CodeSha256: lambda.function(FunctionName).codeSha256,
    });
    lambda.deleteBehindBack(FunctionName);
    expect((await refusalOf(client.send(get))).name).to.equal("ResourceNotFoundException");
  });

  it("knows what the server took, also where the client never heard of it, and what was asked for", async () => {
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    await failureOf(client.send(update));
    await refusalOf(client.send(update));
    await refusalOf(client.send(new GetFunctionCommand({ FunctionName: "no-such" })));
    expect(proxy.requests.map(({ accepted }) => accepted)).to.deep.equal([true, false, false]);
    expect(proxy.requests[0]?.body).to.deep.equal({ ZipFile: `${ZipFile.length} bytes` });
  });

  it("shows a hook's mistake as an answer of its own, not as a fault", async () => {
    proxy.before("GetFunction", 1, () => {
      throw new Error("mistaken hook");
    });
    const { name, message } = await refusalOf(client.send(get));
    expect([name, message]).to.deep.equal(["MistakeInTest", "Error: mistaken hook"]);
  });
});

describe("fault proxy before any other server", () => {
  it("knows a JSON protocol's operations by their target, and other requests by method and path", async () => {
    const bodies: string[] = [];
    const upstream = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => bodies.push(text));
      request.on("end", () => response.writeHead(201, { "x-kept": request.headers["x-sent"] }).end("whole"));
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const proxy = await FaultProxy.start(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
    const target = "AmazonEC2ContainerRegistry_V20150921.BatchGetImage";
    const answer = await fetch(proxy.url, {
      method: "POST",
      body: "{}",
      headers: { "x-amz-target": target, "x-sent": "1" },
    });
    expect([answer.status, answer.headers.get("x-kept"), await answer.text()]).to.deep.equal([201, "1", "whole"]);
    proxy.inject(/^PUT \/packages\//, faults.unavailable());
    expect((await fetch(`${proxy.url}/packages/a.zip?x-id=PutObject`, { method: "PUT", body: "zip" })).status).to.equal(
      503,
    );
    expect(proxy.requests.map(({ operation }) => operation)).to.deep.equal(["BatchGetImage", "PUT /packages/a.zip"]);
    expect(bodies).to.deep.equal(["{}"]);
    await proxy.stop();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  });
});
