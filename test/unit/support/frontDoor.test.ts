import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetFunctionCommand, type LambdaClient, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { FaultProxy, FrontDoor } from "../../support/faults/index.js";
import { refusalOf, sdkClient } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const get = new GetFunctionCommand({ FunctionName });

describe("a front door before a server that has none", () => {
  let server: Server;
  let requestCount: number;
  let nowMs: number;
  let door: FrontDoor;
  let proxy: FaultProxy;
  let client: LambdaClient;

  beforeEach(async () => {
    requestCount = 0;
    nowMs = 0;
    server = createServer((_request, response) => {
      requestCount += 1;
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    door = new FrontDoor(() => nowMs);
    proxy = await FaultProxy.start(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, door);
    client = sdkClient(proxy.url);
  });

  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  it("lets nobody in with credentials that have expired, until they are renewed", async () => {
    door.credentials.expire("AKIADEPLOYER");
    const refusal = await refusalOf(client.send(get));
    expect([refusal.$metadata.httpStatusCode, refusal.name]).to.deep.equal([403, "ExpiredTokenException"]);
    expect(requestCount).to.equal(0);
    door.credentials.renew("AKIADEPLOYER");
    await client.send(get);
    expect(requestCount).to.equal(1);
  });

  it("refuses a wrong clock once: the SDK corrects it by the date of every answer", async () => {
    for (const skewMs of [600_000, -600_000]) {
      door.credentials.skewMs = skewMs;
      expect((await refusalOf(client.send(get))).name).to.equal("InvalidSignatureException");
      await client.send(get);
      await client.send(get);
    }
    expect(requestCount).to.equal(4);
  });

  it("refuses what comes too quickly, and lets it in when time has passed", async () => {
    door.quotas.enabled = true;
    door.quotas.controlPlanePerSecond = 1;
    const publish = new PublishVersionCommand({ FunctionName });
    await client.send(publish);
    const refusal = await refusalOf(client.send(publish));
    expect([refusal.$metadata.httpStatusCode, refusal.name]).to.deep.equal([429, "TooManyRequestsException"]);
    nowMs += 1000;
    await client.send(publish);
    expect(requestCount).to.equal(2);
  });
});
