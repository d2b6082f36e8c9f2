import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Clock, Deadline } from "../../ground/clock.js";
import { AwsFailure } from "../../ground/errors.js";
import { callBefore } from "../calls/callBefore.js";
import { toAwsFailure } from "../calls/failures.js";
import { headOf, namesOf, type ObjectHead, type ObjectRef, versionOf } from "./objectHead.js";
import type { FailedCall } from "../calls/remedies.js";
import { retryRead } from "../calls/retry.js";
import { hasNoReason, toS3Failure } from "./s3Failures.js";
import { uploadBody } from "./uploadBody.js";

export type { ObjectHead, ObjectRef };

/** An object's bytes as they arrive; a cut answer is an error of the iteration. */
export interface ObjectBody extends ObjectHead {
  chunks: AsyncIterable<Uint8Array>;
}

/** A package to be stored under a key that its hash names, so that storing it twice is storing it once. */
export interface ObjectUpload extends Omit<ObjectRef, "versionId"> {
  /** A fresh source for each attempt; it is never held in memory as a whole. */
  body: () => AsyncIterable<Uint8Array>;
  sizeBytes: number;
  codeSha256: string;
}

/** The S3 API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class S3Api {
  constructor(
    private readonly client: S3Client | Promise<S3Client>,
    private readonly clock: Clock,
    private readonly functionName: string,
    private readonly deadline: Deadline,
  ) {}

  /** What S3 says of an object. HeadObject gives no reason for a refusal: GetObject is asked for it. */
  async headObject(object: ObjectRef): Promise<ObjectHead> {
    return this.retried(() => this.head(object).catch((error: unknown) => this.headAgain(object, error)));
  }

  /** The same of an object that may not be there: undefined then, and where S3 does not let this identity see it. */
  async findObject(object: ObjectRef): Promise<ObjectHead | undefined> {
    return this.retried(() =>
      this.head(object, "s3:PutObject").catch((error: unknown) => {
        const isHidden = error instanceof AwsFailure && ["NotFound", "Forbidden"].includes(error.awsCode);
        return isHidden ? undefined : this.headAgain(object, error);
      }),
    );
  }

  /** The object's bytes; with `eTag`, of that content only (412 PreconditionFailed for another). */
  async getObject(object: ObjectRef, eTag?: string): Promise<ObjectBody> {
    return this.retried(() => this.open(object, { IfMatch: eTag }));
  }

  /** The hash of the object's bytes, which pass through once and are not kept; begun anew when the answer was cut. */
  async hashObject(object: ObjectRef, eTag?: string): Promise<ObjectHead & { codeSha256: string }> {
    return this.retried(async () => {
      const { chunks, ...head } = await this.open(object, { IfMatch: eTag });
      const hash = createHash("sha256");
      for await (const chunk of chunks) {
        hash.update(chunk);
      }
      return { ...head, codeSha256: hash.digest("base64") };
    });
  }

  /** Stores a package in one PutObject, which S3 refuses unless its bytes have this hash. */
  async putObject(upload: ObjectUpload): Promise<{ versionId?: string }> {
    return this.retried(async () => {
      const body = uploadBody(upload.body(), upload.sizeBytes);
      const sourceGone = new AbortController();
      let sourceError: unknown;
      body.failure.catch((error: unknown) => {
        sourceError = error;
        sourceGone.abort();
      });
      try {
        const answer = await this.send(this.describe("Storing", "s3:PutObject", upload), (client, signal) => {
          signal.addEventListener("abort", () => {
            sourceGone.abort();
          });
          const command = new PutObjectCommand({
            ...namesOf(upload),
            Body: body.stream,
            ContentLength: upload.sizeBytes,
            ContentType: "application/zip",
            ChecksumSHA256: upload.codeSha256,
          });
          return Promise.race([client.send(command, { abortSignal: sourceGone.signal }), body.failure]);
        });
        return { versionId: versionOf(answer) };
      } catch (error) {
        throw sourceError ?? error;
      } finally {
        body.close();
      }
    });
  }

  /** `action` is what the look is for. */
  private async head(object: ObjectRef, action = "s3:GetObject"): Promise<ObjectHead> {
    const command = new HeadObjectCommand({ ...namesOf(object), ChecksumMode: "ENABLED" });
    return headOf(
      await this.send(this.describe("Looking at", action, object), (client, abortSignal) =>
        client.send(command, { abortSignal }),
      ),
    );
  }

  private async open(
    object: ObjectRef,
    how: { IfMatch?: string; Range?: string },
    doing = "Reading",
  ): Promise<ObjectBody> {
    const call = this.describe(doing, "s3:GetObject", object);
    const answer = await this.send(call, (client, abortSignal) =>
      client.send(new GetObjectCommand({ ...namesOf(object), ...how }), { abortSignal }),
    );
    const head = headOf(answer);
    return { ...head, chunks: this.chunksOf(answer.Body as Readable, head.sizeBytes, call) };
  }

  /** The bytes up to the deadline; the end of a cut answer is an error. */
  private async *chunksOf(body: Readable, sizeBytes: number, call: FailedCall): AsyncGenerator<Uint8Array> {
    const source = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let seenBytes = 0;
    try {
      for (;;) {
        const next = await callBefore(this.deadline, this.clock, call, () => source.next());
        if (next.done === true) {
          break;
        }
        seenBytes += next.value.length;
        yield next.value;
      }
      if (seenBytes !== sizeBytes) {
        const message = `the answer was cut after ${seenBytes} of ${sizeBytes} bytes`;
        throw toAwsFailure({ code: "ECONNRESET", message }, call);
      }
    } finally {
      body.destroy();
    }
  }

  /** Throws the reason of a refusal that had none. */
  private async headAgain(object: ObjectRef, refusal: unknown): Promise<ObjectHead> {
    if (!(refusal instanceof AwsFailure && hasNoReason(refusal))) {
      throw refusal;
    }
    const { chunks } = await this.open(object, { Range: "bytes=0-0" }, "Looking at");
    const bytes = chunks[Symbol.asyncIterator]();
    await bytes.next();
    await bytes.return?.();
    // The bytes may be read after all: the SDK has set its clock right by the first answer, for one.
    return this.head(object);
  }

  private retried<T>(call: () => Promise<T>): Promise<T> {
    return retryRead(call, this.clock, this.deadline);
  }

  private describe(doing: string, action: string, { bucket, key, versionId }: ObjectRef): FailedCall {
    const version = versionId === undefined ? "" : ` (version ${versionId})`;
    return { doing: `${doing} s3://${bucket}/${key}${version} for`, functionName: this.functionName, action };
  }

  private send<T>(call: FailedCall, request: (client: S3Client, signal: AbortSignal) => Promise<T>): Promise<T> {
    return callBefore(this.deadline, this.clock, call, async (signal) => {
      const client = await this.client;
      const region = await client.config.region().catch(() => "");
      return request(client, signal).catch((error: unknown) => {
        throw toS3Failure(error, call, region);
      });
    });
  }
}
