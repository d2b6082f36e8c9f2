import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { codeSha256Of } from "#lib/codeHash.js";
import type { PropertyBag } from "#lib/inputs.js";
import { DrivenClock } from "./drivenClock.js";
import { Stack } from "./stack.js";
import { type NewFunction, StrictLambda, zipOf } from "./strictLambda/index.js";

const keyOfOurs = "AKIAIOSFODNN7EXAMPLE";
const keyOfOthers = "AKIAI44QH8DHBEXAMPLE";

/** A zip on disk and its hash. */
export interface Code {
  path: string;
  hash: string;
}

/** A strict Lambda with one function, time that is driven, and code to deploy. */
export class LifecycleBed {
  readonly folder = mkdtempSync(path.join(tmpdir(), "lifecycle-"));
  readonly placeholder = zipOf({ "index.js": "placeholder" });

  private constructor(
    readonly clock: DrivenClock,
    readonly lambda: StrictLambda,
  ) {}

  static async start(wanted: Partial<NewFunction> = {}): Promise<LifecycleBed> {
    process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    const clock = new DrivenClock();
    const accounts = { [keyOfOurs]: "111111111111", [keyOfOthers]: "222222222222" };
    const bed = new LifecycleBed(clock, await StrictLambda.start({ clock, accounts }));
    bed.lambda.createFunction({ name: "orders-api", code: bed.placeholder, ...wanted });
    return bed;
  }

  async stop(): Promise<void> {
    await this.lambda.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a zip whose only handler answers `text`. */
  code(text: string): Code {
    const bytes = zipOf({ "index.js": text });
    const file = path.join(this.folder, `${text}.zip`);
    writeFileSync(file, bytes);
    return { path: file, hash: codeSha256Of(bytes) };
  }

  /** A stack whose program deploys to the function; each test gives the rest of the arguments. */
  stack(defaults: PropertyBag = {}): Stack {
    return new Stack(this.clock, { functionName: "orders-api", aws: this.aws(), ...defaults });
  }

  aws(more: PropertyBag = {}): PropertyBag {
    return { region: "us-east-1", endpoint: this.lambda.url, ...more };
  }

  /**
   * From here on the machine has credentials of account 222222222222. Clients keep theirs for the life of a process, so
   * the endpoint is given another spelling, which gets a client of its own.
   */
  useOtherAccount(): PropertyBag {
    process.env.AWS_ACCESS_KEY_ID = keyOfOthers;
    return this.aws({ endpoint: this.lambda.url.replace("127.0.0.1", "localhost") });
  }

  get function() {
    return this.lambda.function("orders-api");
  }

  /** What AWS was asked since the last call, an operation a line. */
  requests(): string[] {
    const operations = this.lambda.journal.requests().map(({ operation }) => operation);
    this.lambda.journal.clear();
    return operations;
  }
}

/** The rejection's message; fails where there is none. */
export async function messageOfRejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It was expected to be rejected, and was not.");
}
