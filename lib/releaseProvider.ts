import { assertAllowedAccount } from "./access/checkAccess.js";
import { newSurroundings, type Surroundings } from "./code/surroundings.js";
import { type Clock, systemClock } from "./ground/clock.js";
import { DeployError } from "./ground/errors.js";
import { consoleLog, type Log } from "./ground/log.js";
import { type PropertyBag, withoutAbsent } from "./inputs/inputs.js";
import { withoutStub } from "./inputs/stub.js";
import { checkRelease } from "./release/checkRelease.js";
import { diffRelease, type ReleaseDifference } from "./release/diffRelease.js";
import { knownFailure } from "./release/knownFailure.js";
import { parseReleaseInputs } from "./release/releaseInputs.js";
import { readReleaseState } from "./release/releaseState.js";
import { whileEngineLives } from "./release/whileEngineLives.js";

// What moves an alias, and what tells of it, is loaded when it is called: a run with nothing to do then never loads the AWS SDK.

/** The provider behind the stub of a release, for one operation of the engine; tests bring a clock and a log of their own. */
export function createReleaseProvider({ clock, log }: { clock: Clock; log: Log }) {
  return releaseProviderWithin(newSurroundings(clock, log));
}

/** The same within surroundings that others share. */
export function releaseProviderWithin(surroundings: Surroundings) {
  // Of each alias, from its check to its diff: what the class asks of a preview must not stay among the inputs.
  const previewed = new Set<string>();

  /** Validates the inputs, all problems at once; nothing is sent. */
  async function check(olds: PropertyBag, { showRetention, ...news }: PropertyBag) {
    const { inputs, failures } = checkRelease(olds, news, surroundings);
    if (showRetention === true) {
      previewed.add(nameOf(inputs));
    }
    if (failures.length === 0 && olds.functionName === undefined) {
      // Of a resource that is new no difference is ever asked for.
      await plan(undefined, [], inputs, false);
    }
    // With a property's name Pulumi would print its value, secrets too; the reason names the argument.
    return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
  }

  /**
   * Says whether the alias is released to, or is another one; always answers, or Pulumi would compare inputs by itself.
   * Throws where the state shows that the up would stop.
   */
  async function diff(_id: string, olds: PropertyBag, news: PropertyBag) {
    const { replaces, updates } = difference(olds, news);
    if (updates.length > 0 && replaces.length === 0) {
      await plan(olds, updates, news, previewed.has(nameOf(news)));
    }
    // State that the plugin wrote has no text of the stub: without it the next refresh could start no provider.
    const isStubMissing = news.__provider !== undefined && olds.__provider === undefined;
    const changes = replaces.length + updates.length > 0 || isStubMissing;
    return { changes, replaces, deleteBeforeReplace: false };
  }

  /** What `diff` is made from, with the names of what is updated. No request is made for it. */
  function difference(olds: PropertyBag, news: PropertyBag): ReleaseDifference {
    const parsed = parseReleaseInputs(news);
    const state = readReleaseState(olds);
    const found = diffRelease(state, parsed);
    if (found.replaces.length === 0) {
      if (!parsed.unknown.has("functionName")) {
        assertAllowedAccount(parsed.inputs.aws, state.functionArn);
      }
      const failure = found.updates.length === 0 ? undefined : knownFailure(state, parsed);
      if (failure !== undefined) {
        throw new DeployError(failure.code, failure.message);
      }
    }
    return found;
  }

  /** Says which step is next, and at a preview which versions would go: what no property could show. */
  async function plan(
    olds: PropertyBag | undefined,
    updates: string[],
    news: PropertyBag,
    isPreview: boolean,
  ): Promise<void> {
    const { tellPlan } = await import("./release/tellPlan.js");
    const state = olds && readReleaseState(olds);
    const parsed = parseReleaseInputs(news);
    tellPlan(state, parsed, surroundings);
    if (state !== undefined && isPreview && parsed.inputs.retain !== undefined) {
      const { tellRetention } = await import("./release/tellRetention.js");
      await tellRetention(state, updates, parsed, surroundings);
    }
  }

  /** Brings the version to the alias, which is made where there is none. */
  async function create(inputs: PropertyBag, timeoutSeconds?: number) {
    const outs = await releaseFor(inputs, undefined, timeoutSeconds);
    return { id: String(outs.aliasArn), outs };
  }

  /** Brings another version to the alias, goes on with one, or takes one back that was left half-way. */
  async function update(_id: string, olds: PropertyBag, news: PropertyBag, timeoutSeconds?: number) {
    return { outs: await releaseFor(news, olds, timeoutSeconds) };
  }

  /** Refreshes state from the alias; `{}` tells Pulumi that it is gone. It moves nothing. */
  async function read(id: string, props: PropertyBag = {}) {
    const { readRelease } = await import("./release/readRelease.js");
    // A resource looked up by its id alone brings no state along.
    const refreshed = await readRelease({ aliasArn: id, ...props }, surroundings);
    return refreshed === undefined ? {} : { id, props: refreshed.state, inputs: refreshed.inputs };
  }

  /** Takes weights of ours away; the alias itself goes only where the program said so. */
  async function destroy(_id: string, props: PropertyBag): Promise<void> {
    const { endRelease } = await import("./release/release.js");
    await endRelease(props, surroundings);
  }

  /** `timeoutSeconds` stands in for the argument of that name, as the resource's option `customTimeouts`, and is not kept. */
  async function releaseFor(
    news: PropertyBag,
    olds: PropertyBag | undefined,
    timeoutSeconds: number | undefined,
  ): Promise<PropertyBag> {
    const { inputs, failures } = parseReleaseInputs(withoutAbsent({ timeoutSeconds, ...withoutAbsent(news) }));
    if (failures.length > 0) {
      throw new DeployError("BadInput", failures.map(({ reason }) => reason).join(" "));
    }
    const { release } = await import("./release/release.js");
    return withoutStub(news, (given) => release({ given, inputs, state: olds, surroundings }));
  }

  return { check, diff, difference, plan, create, update, read, delete: destroy };
}

function nameOf({ functionName, aliasName }: PropertyBag): string {
  return JSON.stringify([functionName, aliasName]);
}

const provider = createReleaseProvider({ clock: systemClock, log: consoleLog });
export const { check, diff, read } = provider;
// The stub hands on whatever its host says: what a later one may add is not the timeout of the plugin.
export const create = (inputs: PropertyBag) => whileEngineLives(() => provider.create(inputs));
export const update = (id: string, olds: PropertyBag, news: PropertyBag) =>
  whileEngineLives(() => provider.update(id, olds, news));
const destroy = (id: string, props: PropertyBag) => whileEngineLives(() => provider.delete(id, props));
export { destroy as delete };
