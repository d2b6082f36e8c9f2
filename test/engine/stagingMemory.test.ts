import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { CreateBucketCommand, HeadObjectCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { zipSync } from "fflate";
import type { EngineProject } from "../support/engine/engineProject.js";
import { descendantsOf } from "../support/engine/processTree.js";
import { programOf } from "../support/engine/programs.js";
import { runCommand } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, sha256Of } from "../support/engine/testLambda.js";

const contentBytes = 60_000_000;
const mostMegabytes = 200;
const lookEveryMs = 25;

describe("a package of 60 MB through the staging bucket, through the real engine and the emulator's S3", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let s3: S3Client;
  let zip: Uint8Array;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("large");
    const { url } = testbed.wire;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    s3 = new S3Client({ endpoint: url, region: "us-east-1", credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "staging" }));
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: "staging", VersioningConfiguration: { Status: "Enabled" } }),
    );
    const handler = Buffer.from(handlerSource("large"));
    zip = zipSync({ "index.js": handler, "data.bin": [incompressible(), { level: 0 }] }, { mtime: "2020-01-01" });
    const args = { functionName: "large", code: "./large.zip", stagingBucket: "staging", timeoutSeconds: 600 };
    project = await testbed.project({ program: programOf({ large: args }) });
    project.write("large.zip", zip);
  });

  after(async () => {
    s3.destroy();
    await testbed.stop();
  });

  it("arrives, and takes the provider less than 200 MB more than doing nothing takes it", async () => {
    const deploying = await peakBytesOfUp();
    expect(await testbed.lambda.codeSha256("large")).to.equal(sha256Of(zip));
    expect(await testbed.lambda.invoke("large")).to.equal("large");
    const Key = `${createHash("sha256").update(zip).digest("hex")}.zip`;
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: "staging", Key }));
    expect(ContentLength).to.equal(zip.length).and.to.be.above(contentBytes);

    testbed.wire.reset();
    const idle = await peakBytesOfUp();
    expect(testbed.wire.operations()).to.deep.equal([]);
    const moreMegabytes = (deploying - idle) / 1e6;
    expect(moreMegabytes, `${deploying} against ${idle} bytes`).to.be.below(mostMegabytes);
    // An upload that is held in memory, or a measurement of nothing, would show here.
    expect(idle).to.be.above(20e6);
  });

  /** The provider's highest memory during an `up`. */
  async function peakBytesOfUp(): Promise<number> {
    let pid = 0;
    let peakBytes = 0;
    const timer = setInterval(() => {
      for (const provider of descendantsOf(pid, "dynamic-provider")) {
        peakBytes = Math.max(peakBytes, heldBytes(provider));
      }
    }, lookEveryMs);
    try {
      const { code, text } = await runCommand("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
        cwd: project.folder,
        env: project.env,
        deadlineSeconds: 600,
        onStart: (started) => {
          pid = started;
        },
      });
      expect(code, text).to.equal(0);
      return peakBytes;
    } finally {
      clearInterval(timer);
    }
  }
});

/** The most that a process has held, as Linux keeps it; elsewhere what it holds now, and looks are close. */
function heldBytes(pid: number): number {
  try {
    const kibibytes =
      process.platform === "linux"
        ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
        : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    // It ended between the two looks.
    return 0;
  }
}

/** The same bytes each time, which no compressor makes smaller. */
function incompressible(): Uint8Array {
  const bytes = Buffer.allocUnsafe(contentBytes);
  let block = Buffer.from("60 MB");
  for (let doneBytes = 0; doneBytes < contentBytes; doneBytes += block.length) {
    block = createHash("sha512").update(block).digest();
    block.copy(bytes, doneBytes);
  }
  return bytes;
}
