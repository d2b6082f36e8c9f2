import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { zipSync } from "fflate";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "./capturedLog.js";
import { DrivenClock } from "./drivenClock.js";
import { freshEndpoint } from "./freshEndpoint.js";
import { FaultProxy } from "./faults/index.js";
import { Stack } from "./stack.js";
import { type NewFunction, StrictLambda, zipOf } from "./strictLambda/index.js";

export const ownAccount = "111111111111";
export const otherAccount = "222222222222";
const keyOfOurs = "AKIAIOSFODNN7EXAMPLE";
const readsOfPreview = ["HeadObject", "GetObject", "BatchGetImage", "GetFunction"];

/** A package in memory and its hash. */
export interface Package {
  bytes: Buffer;
  hash: string;
}

/** A function beside an S3, an ECR and an STS, all behind one address that can lose requests and answers. */
export class SourcesBed {
  readonly folder = mkdtempSync(path.join(tmpdir(), "sources-"));

  private constructor(
    readonly clock: DrivenClock,
    readonly lambda: StrictLambda,
    readonly proxy: FaultProxy,
  ) {}

  static async start(wanted: Partial<NewFunction> = {}): Promise<SourcesBed> {
    process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    const clock = new DrivenClock();
    const lambda = await StrictLambda.start({ clock, accounts: { [keyOfOurs]: ownAccount } });
    const bed = new SourcesBed(clock, lambda, await FaultProxy.start(lambda.url));
    lambda.createFunction({ name: "orders-api", code: zipOf({ "index.js": "placeholder" }), ...wanted });
    return bed;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.lambda.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** A small zip whose only file holds `text`. */
  zip(text: string): Package {
    const bytes = zipOf({ "index.js": text });
    return { bytes, hash: codeSha256Of(bytes) };
  }

  /** Writes a zip to disk. */
  file(name: string, { bytes }: Package): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, bytes);
    return file;
  }

  /** Writes a folder with these files. */
  dir(name: string, files: Record<string, Uint8Array>): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder);
    for (const [file, bytes] of Object.entries(files)) {
      writeFileSync(path.join(folder, file), bytes);
    }
    return folder;
  }

  /** A stack whose program deploys to the function; each test gives the rest of the arguments. */
  stack(defaults: PropertyBag = {}): Stack {
    return new Stack(this.clock, { functionName: "orders-api", aws: this.aws(), ...defaults });
  }

  private endpoint?: string;

  aws(more: PropertyBag = {}): PropertyBag {
    const { url } = this.proxy;
    this.endpoint ??= freshEndpoint(url);
    return { region: "us-east-1", endpoint: this.endpoint, endpoints: { s3: url, ecr: url, sts: url }, ...more };
  }

  get function() {
    return this.lambda.function("orders-api");
  }

  /** What a check in a process of its own answers, and the lines that it says. */
  async check(news: PropertyBag, olds: PropertyBag = {}) {
    const log = new CapturedLog();
    const { check } = createProvider({ clock: this.clock, log });
    const { inputs, failures } = await check(olds, { functionName: "orders-api", aws: this.aws(), ...news });
    return { inputs, failures: failures.map(({ reason }) => reason), log: log.text };
  }

  /** What the services were asked since the last call, an operation a line. */
  requests(): string[] {
    const operations = this.lambda.journal.requests().map(({ operation }) => operation);
    this.lambda.journal.clear();
    return operations;
  }

  /** The members of the requests of one operation so far. */
  sent(operation: string): Record<string, unknown>[] {
    return this.lambda.journal.requests(operation).map(({ body }) => ({ ...body }));
  }

  /** How many updates Lambda has taken. */
  get acceptedUpdates(): number {
    return this.lambda.journal.writes("UpdateFunctionCode").length;
  }
}

/** A zip of more than the 50 MiB that Lambda takes in a request. */
export function largePackage(sizeBytes = 53_000_000): Package {
  const bytes = Buffer.from(
    zipSync({ "model.bin": randomBytes(sizeBytes) }, { level: 0, mtime: new Date(1980, 0, 1) }),
  );
  return { bytes, hash: codeSha256Of(bytes) };
}

/** Throws unless what is deployed holds: two further ups, one of them after a refresh, find nothing to do. */
export async function assertAtRest(bed: SourcesBed, stack: Stack, args: PropertyBag): Promise<void> {
  bed.requests();
  for (const isRefreshed of [false, true]) {
    if (isRefreshed) {
      await stack.refresh();
    }
    const { step } = await stack.up(args);
    const asked = bed.requests().filter((operation) => !readsOfPreview.includes(operation));
    if (step !== "same" || asked.length > 0) {
      throw new Error(`An up ${isRefreshed ? "after a refresh " : ""}was not at rest: ${step}, ${asked.join(", ")}`);
    }
  }
}
