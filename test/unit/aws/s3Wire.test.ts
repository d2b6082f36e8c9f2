import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { S3Api } from "#lib/aws/s3/s3Api.js";
import { accessOf } from "#lib/access/access.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

describe("s3Api on a bad line", () => {
  let server: Server;

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  async function s3Before(listener: RequestListener): Promise<S3Api> {
    process.env.AWS_ACCESS_KEY_ID = "AKIAOURS";
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = new DrivenClock();
    const client = s3Client(accessOf({ endpoints: { s3: url } }, "us-east-1"));
    return new S3Api(client, clock, "orders-api", { atMs: clock.nowMs() + 600_000 });
  }

  it("takes no answer for whole that does not say its length and just ends", async () => {
    const s3 = await s3Before((_request, response) => {
      response.removeHeader("transfer-encoding");
      response.writeHead(200, { connection: "close", etag: '"1"' });
      response.write("half of it");
      response.end();
    });
    expect(await messageOfRejection(s3.hashObject({ bucket: "b", key: "k" }))).to.match(/the answer was cut after 10/);
  });

  it("closes the connection of an answer that is not read to its end", async () => {
    let closed: Promise<unknown> | undefined;
    const s3 = await s3Before((_request, response) => {
      closed = once(response, "close");
      response.writeHead(200, { "content-length": 1_000_000 });
      response.write(Buffer.alloc(1000));
    });
    const { chunks } = await s3.getObject({ bucket: "b", key: "k" });
    for await (const chunk of chunks) {
      expect(chunk.length).to.equal(1000);
      break;
    }
    await closed;
  });

  it("lets the package go when the connection breaks under its upload", async () => {
    const s3 = await s3Before((request) => {
      request.once("data", () => request.socket.destroy());
    });
    const open = { now: 0, ever: 0 };
    async function* endless() {
      open.now += 1;
      open.ever += 1;
      try {
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve));
          yield Buffer.alloc(65_536);
        }
      } finally {
        open.now -= 1;
      }
    }
    const upload = { bucket: "b", key: "k", body: endless, sizeBytes: 2 ** 40, codeSha256: "x" };
    expect(await messageOfRejection(s3.putObject(upload))).to.match(/^Storing s3:\/\/b\/k for orders-api: /);
    await new Promise((resolve) => setImmediate(resolve));
    expect(open).to.deep.equal({ now: 0, ever: 10 });
  });
});
