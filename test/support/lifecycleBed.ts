import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Clock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { type Code, writeCode } from "./code.js";
import { type FaultProxy, faults, type ProxiedRequest } from "./faults/index.js";
import { freshEndpoint } from "./freshEndpoint.js";
import type { OwnedFunction } from "./ownedFunction.js";
import { Stack } from "./stack.js";
import { isWrite } from "./strictLambda/index.js";

/** A Lambda with one function, a proxy before it that sees every request of the library, and code to deploy. */
export abstract class LifecycleBed {
  readonly folder = mkdtempSync(path.join(tmpdir(), "lifecycle-"));
  readonly one = this.code("one");
  readonly two = this.code("two");
  readonly three = this.code("three");
  /** The endpoint for the library's clients: the proxy's. */
  readonly url: string;
  /** A stack whose program deploys to the function; each test gives the rest of the arguments. */
  readonly stack: Stack;

  protected constructor(
    readonly clock: Clock,
    readonly target: OwnedFunction,
    readonly proxy: FaultProxy,
  ) {
    process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    this.url = freshEndpoint(proxy.url);
    this.stack = this.newStack();
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Another function of the same Lambda. */
  abstract createFunction(wanted: { name: string; sourceKmsKeyArn?: string }): Promise<OwnedFunction>;

  /** From here on the machine's policies do not allow this operation. */
  deny(operation: string): void {
    this.proxy.inject(operation, faults.accessDenied(), { times: Infinity });
  }

  allowAll(): void {
    this.proxy.clear();
  }

  /** Writes a zip whose only handler answers `text`. */
  code(text: string): Code {
    return writeCode(this.folder, text);
  }

  /** Another stack that deploys to the same function. */
  newStack(defaults: PropertyBag = {}): Stack {
    return new Stack(this.clock, { functionName: this.target.name, aws: this.aws(), ...defaults });
  }

  aws(more: PropertyBag = {}): PropertyBag {
    return { region: "us-east-1", endpoint: this.url, ...more };
  }

  /** The hash that invocations run. */
  async running(): Promise<string | undefined> {
    return (await this.target.look()).runningSha256;
  }

  /** The numbers of the published versions, oldest first. */
  async versionNumbers(): Promise<string[]> {
    return (await this.target.versions()).map(({ version }) => version);
  }

  /** What AWS was asked since the last call, an operation a line. */
  requests(): string[] {
    return this.proxy.requests.splice(0).map(({ operation }) => operation);
  }

  /** The requests since then that changed something. */
  writes(operation?: string): ProxiedRequest[] {
    return this.proxy.requests.filter(
      (request) =>
        request.accepted && isWrite(request.operation) && (operation === undefined || operation === request.operation),
    );
  }
}

/** The machine's access key. */
export const keyOfOurs = "AKIAIOSFODNN7EXAMPLE";

/** The rejection's message; fails where there is none. */
export async function messageOfRejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It was expected to be rejected, and was not.");
}
