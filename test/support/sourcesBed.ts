import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "./capturedLog.js";
import { startServers, StrictBed } from "./strictBed.js";
import { type NewFunction, zipOf } from "./strictLambda/index.js";

const readsOfPreview = ["HeadObject", "GetObject", "BatchGetImage", "GetFunction"];

/** A package in memory and its hash. */
export interface Package {
  bytes: Buffer;
  hash: string;
}

/** A function beside an S3, an ECR and an STS, all behind one address that can lose requests and answers. */
export class SourcesBed extends StrictBed {
  static override async start(wanted?: Partial<NewFunction>): Promise<SourcesBed> {
    return new SourcesBed(await startServers(wanted));
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

  override aws(more: PropertyBag = {}): PropertyBag {
    const { url } = this.proxy;
    return super.aws({ endpoints: { s3: url, ecr: url, sts: url }, ...more });
  }

  /** What a check in a process of its own answers, and the lines that it says. */
  async check(news: PropertyBag, olds: PropertyBag = {}) {
    const log = new CapturedLog();
    const { check } = createProvider({ clock: this.clock, log });
    const { inputs, failures } = await check(olds, { functionName: this.target.name, aws: this.aws(), ...news });
    return { inputs, failures: failures.map(({ reason }) => reason), log: log.text };
  }

  /** What the services, S3 and the others too, were asked since the last call, an operation a line. */
  override requests(): string[] {
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
export async function assertAtRest(bed: SourcesBed, args: PropertyBag): Promise<void> {
  bed.requests();
  for (const isRefreshed of [false, true]) {
    if (isRefreshed) {
      await bed.stack.refresh();
    }
    const { step } = await bed.stack.up(args);
    const asked = bed.requests().filter((operation) => !readsOfPreview.includes(operation));
    if (step !== "same" || asked.length > 0) {
      throw new Error(`An up ${isRefreshed ? "after a refresh " : ""}was not at rest: ${step}, ${asked.join(", ")}`);
    }
  }
}
