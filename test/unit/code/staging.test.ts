import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { stage } from "#lib/code/staging.js";
import { describeCode, streamCode } from "#lib/sources/index.js";
import { Memo } from "#lib/ground/memo.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { openDescriptors } from "../../support/openDescriptors.js";
import { useOwnTmpdir } from "../../support/ownTmpdir.js";
import { noise } from "../sources/sampleEntries.js";

const denied =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>not allowed to s3:PutObject</Message></Error>';
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** S3 answers an upload that it does not take before it has all of its bytes; this one does what a test says. */
class ImpatientS3 {
  beforeUpload: Answer = (_, response) => {
    response.writeContinue();
  };
  duringUpload: Answer = () => undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((_, response) => response.writeHead(404).end());
    this.server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      this.beforeUpload(request, response);
      if (!response.headersSent) {
        this.duringUpload(request, response);
      }
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The whole answer, on a connection that stays open: closed at once, the answer may be lost on its way. */
  static refuse(response: ServerResponse): void {
    response.writeHead(403, { "content-type": "application/xml", "content-length": denied.length });
    response.write(denied);
  }
}

describe("The upload of a folder to the staging bucket", () => {
  const tmp = useOwnTmpdir();
  const clock = new DrivenClock();
  let s3: ImpatientS3;
  let url: string;
  let folder: string;
  let code: string;

  before(() => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    folder = mkdtempSync(path.join(tmpdir(), "staging-"));
    code = path.join(folder, "dist");
    mkdirSync(code);
    writeFileSync(path.join(code, "model.bin"), noise(6_000_000, 1));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    s3 = new ImpatientS3();
    url = await s3.start();
  });
  afterEach(() => s3.stop());

  async function failure(): Promise<string> {
    const { codeSha256 } = await describeCode({ code });
    const run = {
      access: accessOf({ endpoints: { s3: url } }, "us-east-1"),
      bucket: { bucket: "staging", expectedBucketOwner: "111111111111" },
      functionName: "orders-api",
      clock,
      log: new CapturedLog(),
      deadline: { atMs: clock.nowMs() + 600_000 },
      staged: new Memo<never>(),
    };
    const message = await messageOfRejection(
      stage(run, { codeSha256, openPackage: () => streamCode({ code }) }, false),
    );
    expect(readdirSync(tmp()), "temporary files left").to.deep.equal([]);
    expect(openDescriptors("package.zip"), "descriptors left, which keep the room on the disk").to.deep.equal([]);
    return message;
  }

  it("that is refused before its first byte tells AWS's words, and leaves nothing on the disk", async () => {
    s3.beforeUpload = (_, response) => {
      ImpatientS3.refuse(response);
    };
    expect(await failure()).to.match(/^Storing s3:\/\/staging\/.* for orders-api: AccessDenied: .*s3:PutObject/);
  });

  it("that is refused in its midst tells AWS's words, and leaves nothing on the disk", async () => {
    s3.duringUpload = (request, response) =>
      request.once("data", () => {
        ImpatientS3.refuse(response);
      });
    expect(await failure()).to.match(/^Storing s3:\/\/staging\/.* for orders-api: AccessDenied: .*s3:PutObject/);
  });

  it("whose connection breaks is tried again, says so, and leaves nothing on the disk", async () => {
    let attempts = 0;
    s3.duringUpload = (request) =>
      request.once("data", () => {
        attempts += 1;
        request.socket.destroy();
      });
    expect(await failure()).to.match(/^Storing s3:\/\/staging\/.* for orders-api: (ECONNRESET|EPIPE)/);
    expect(attempts).to.be.above(1);
  });
});
