import { randomInt } from "node:crypto";
import type { Access } from "../access/access.js";
import { assertRightFunction } from "../access/checkAccess.js";
import { type FunctionRef, unqualifiedArn } from "../access/functionRef.js";
import { resolveTarget } from "../access/resolveAccess.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { ConcurrencyApi } from "../aws/lambda/concurrencyApi.js";
import { InvokeApi } from "../aws/lambda/invokeApi.js";
import { LambdaApi, type LiveFunction } from "../aws/lambda/lambdaApi.js";
import { invokeClient, lambdaClient } from "../aws/lambda/lambdaClient.js";
import type { AlarmLook } from "../aws/cloudWatch/cloudWatchApi.js";
import type { Surroundings } from "../code/surroundings.js";
import type { Clock, Deadline } from "../ground/clock.js";
import type { PropertyBag } from "../inputs/inputs.js";
import type { Interrupts } from "./interrupts.js";
import type { Journal } from "./journal.js";
import type { ReleaseInputs } from "./releaseInputs.js";
import { Setback } from "./setback.js";
import { readReleaseState, type ReleaseProgress, releaseProgressOf, type ReleaseState } from "./releaseState.js";

/** What an alias does with its callers, and says of itself. */
export interface Routing {
  functionVersion: string;
  weights: Record<string, number>;
  description: string;
}

/** One release under way: what is wanted, what was stored, and what has been seen and reached so far. */
export interface ReleaseOperation {
  readonly given: PropertyBag;
  readonly inputs: ReleaseInputs;
  readonly state: ReleaseState | undefined;
  readonly functionRef: FunctionRef;
  readonly access: Access;
  readonly surroundings: Surroundings;
  clock: Clock;
  readonly deadline: Deadline;
  readonly lambda: LambdaApi;
  aliases: AliasApi;
  /** The same for looks beside the alarms, which must not wait for it: each ends by `briefDeadline`. */
  readonly briefAliases: AliasApi;
  readonly briefDeadline: Deadline;
  readonly concurrency: ConcurrencyApi;
  readonly invoker: InvokeApi;
  /** Of this run, in the journal. */
  readonly id: string;
  /** By which the calls name the function: the ARN as soon as it is known. */
  functionName: string;
  /** The last look at the alias, or the last answer to a write. */
  seen: LiveAlias | undefined;
  /** What the alias is to be as long as nobody else writes: as it was found, and then as this run left it. */
  expected: Routing | undefined;
  /** The journal of an earlier run that this one goes on from. */
  taken: Journal | undefined;
  /** The description without a journal. */
  text: string;
  /** When the target got its first weight, by whichever run. */
  since: string;
  /** When it got all calls by this run. */
  wholeSinceMs: number | undefined;
  target: LiveFunction | undefined;
  /** What all callers had before, and get again where the release goes back. */
  baseline: LiveFunction | undefined;
  /** Whether the alias has provisioned concurrency: then AWS moves its weights as well. */
  isProvisioned: boolean;
  /** Whether a release of ours has split the alias, or moved it and not ended: a failure then goes back. */
  isUnderWay: boolean;
  /** The revision that guards a write whose fate is not known: as long as the alias has it, that write may yet act. */
  doubtfulRevision: string | undefined;
  /** Whether the version has stood its test, and nothing but the record is left. */
  isReleased: boolean;
  /** Whether the alias is on its way back: then nothing interrupts this any more. */
  isGoingBack: boolean;
  /** What the alarms said at the last look. */
  alarms: AlarmLook[];
  /** While the alias is split. */
  interrupts: Interrupts | undefined;
  progress: ReleaseProgress;
  /** A line for the user. */
  say(message: string): void;
  warn(message: string): void;
}

/** What a release is called by: `given` are the checked inputs as Pulumi has them, to be kept in state. */
export interface ReleaseRequest {
  given: PropertyBag;
  inputs: ReleaseInputs;
  /** What is stored; undefined on create. */
  state: PropertyBag | undefined;
  surroundings: Surroundings;
  /** Whether the version has stood its smoke tests in this run: an invocation is never repeated. */
  isTested?: boolean;
}

/** An operation that has not looked at anything yet. */
export function begin({ given, inputs, state: bag, surroundings }: ReleaseRequest): ReleaseOperation {
  const { clock, log } = surroundings;
  const state = bag && readReleaseState(bag);
  const { functionRef, access } = resolveTarget(inputs, state?.functionArn);
  const deadline: Deadline = { atMs: clock.nowMs() + inputs.timeoutSeconds * 1000 };
  const briefDeadline: Deadline = { ...deadline };
  const settings = { functionName: functionRef.name, deadline, clock, log };
  const client = lambdaClient(access);
  return {
    given,
    inputs,
    state,
    functionRef,
    access,
    surroundings,
    clock,
    deadline,
    lambda: new LambdaApi(client, settings),
    aliases: new AliasApi(client, settings),
    briefAliases: new AliasApi(client, { ...settings, deadline: briefDeadline }),
    briefDeadline,
    concurrency: new ConcurrencyApi(client, settings),
    invoker: new InvokeApi(invokeClient(access), settings),
    id: randomInt(36 ** 5, 36 ** 6).toString(36),
    functionName: state?.functionArn ?? inputs.functionName,
    seen: undefined,
    expected: undefined,
    taken: undefined,
    text: inputs.description,
    since: secondsOf(clock.nowMs()),
    wholeSinceMs: undefined,
    target: undefined,
    baseline: undefined,
    isProvisioned: false,
    isUnderWay: false,
    doubtfulRevision: undefined,
    isReleased: false,
    isGoingBack: false,
    alarms: [],
    interrupts: undefined,
    progress:
      state === undefined
        ? { phase: "Stopped", wantedVersion: "", deletedVersions: [], keptVersions: [] }
        : releaseProgressOf(state),
    say: (message) => {
      log.info(functionRef.name, `${inputs.aliasName}: ${message}`);
    },
    warn: (message) => {
      log.warn(functionRef.name, `${inputs.aliasName}: ${message}`);
    },
  };
}

/** From here on the function is named by its ARN: under another account's credentials Lambda then answers 403. */
export function identify(operation: ReleaseOperation, functionArn: string): void {
  assertRightFunction(operation.functionRef, operation.access.accountRules, functionArn);
  operation.functionName = unqualifiedArn(functionArn);
}

/** Sleeps, unless the operation is interrupted meanwhile. */
export async function pause(operation: ReleaseOperation, milliseconds: number): Promise<void> {
  const { clock, interrupts, isGoingBack } = operation;
  const sleep = clock.sleep(Math.max(0, milliseconds));
  if (isGoingBack) {
    // The plugin's clock lets nobody sleep once the engine has said Cancel.
    await sleep.catch(() => undefined);
    return;
  }
  await (interrupts === undefined ? sleep : interrupts.race(sleep));
}

/** Throws once the time is over that this release may take. */
export function assertInTime(operation: ReleaseOperation): void {
  const { clock, deadline, inputs } = operation;
  if (clock.nowMs() >= deadline.atMs) {
    throw new Setback("Deadline", `it was not done within timeoutSeconds, ${inputs.timeoutSeconds} s`);
  }
}

/** What a message calls the release: `version 42 of orders-api to its alias live`. */
export function described({ inputs, functionRef }: ReleaseOperation): string {
  return `version ${inputs.functionVersion} of ${functionRef.name} to its alias ${inputs.aliasName}`;
}

/** A time as the journal has it. */
export function secondsOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, "");
}
