import { judgeAgainstState } from "./preview/againstState.js";
import { check as checkInputs } from "./preview/check.js";
import { type Clock, systemClock } from "./ground/clock.js";
import { diff as compare, type Difference } from "./state/diff.js";
import { DeployError } from "./ground/errors.js";
import { parseInputs, type PropertyBag, withoutAbsent } from "./inputs/inputs.js";
import { withoutStub } from "./inputs/stub.js";
import { consoleLog, type Log } from "./ground/log.js";
import { readState } from "./state/state.js";
import { newSurroundings, type Surroundings } from "./code/surroundings.js";

// deploy and read are loaded when they are called: a run with nothing to do then never loads the AWS SDK.

/** The provider behind the stub, for one operation of the engine; tests bring a clock and a log of their own. */
export function createProvider({ clock, log }: { clock: Clock; log: Log }) {
  return providerWithin(newSurroundings(clock, log));
}

/** The same within surroundings that others share. */
export function providerWithin(surroundings: Surroundings) {
  /** Validates the inputs and puts the hash of the code among them, so that a preview shows it old => new. */
  async function check(olds: PropertyBag, news: PropertyBag) {
    const { inputs, failures } = await checkInputs(olds, news, surroundings);
    // With a property's name Pulumi would print its value, secrets too; the reason names the argument.
    return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
  }

  /**
   * Says whether the function is updated or replaced; always answers, or Pulumi would compare inputs by itself. Throws
   * where the state shows that the up would stop: where the program does not allow the account that the resource was
   * deployed to, and after a dry run at this preview.
   */
  async function diff(_id: string, olds: PropertyBag, news: PropertyBag) {
    const { replaces, updates } = await difference(olds, news);
    // State that the plugin wrote has no text of the stub: without it the next refresh could start no provider.
    const isStubMissing = news.__provider !== undefined && olds.__provider === undefined;
    const changes = replaces.length + updates.length > 0 || isStubMissing;
    return { changes, replaces, deleteBeforeReplace: false };
  }

  /** What `diff` is made from, with the names of what is updated. */
  async function difference(olds: PropertyBag, news: PropertyBag): Promise<Difference> {
    const parsed = parseInputs(news);
    const found = compare(readState(olds), parsed);
    await judgeAgainstState(olds, parsed, found, surroundings);
    return found;
  }

  /** Takes over an existing function; nothing is uploaded where it runs the code already. */
  async function create(inputs: PropertyBag, timeoutSeconds?: number) {
    const outs = await deployFor(inputs, undefined, timeoutSeconds);
    return { id: String(outs.functionArn), outs };
  }

  /** Deploys what changed, and finishes what an earlier run left unfinished. */
  async function update(_id: string, olds: PropertyBag, news: PropertyBag, timeoutSeconds?: number) {
    return { outs: await deployFor(news, olds, timeoutSeconds) };
  }

  /** Refreshes state from the function; `{}` tells Pulumi that it is gone. */
  async function read(id: string, props: PropertyBag = {}) {
    const { read: refresh } = await import("./deploy/read.js");
    // A resource looked up by its id alone brings no state along.
    const refreshed = await refresh({ functionArn: id, ...props }, surroundings);
    return refreshed === undefined ? {} : { id, props: refreshed.state, inputs: refreshed.inputs };
  }

  /** `timeoutSeconds` stands in for the argument of that name, as the resource's option `customTimeouts`, and is not kept. */
  async function deployFor(
    news: PropertyBag,
    olds: PropertyBag | undefined,
    timeoutSeconds: number | undefined,
  ): Promise<PropertyBag> {
    const { inputs, failures } = parseInputs(withoutAbsent({ timeoutSeconds, ...withoutAbsent(news) }));
    if (failures.length > 0) {
      throw new DeployError("BadInput", failures.map(({ reason }) => reason).join(" "));
    }
    const { deploy } = await import("./deploy/deploy.js");
    return withoutStub(news, (given) => deploy({ given, inputs, state: olds, surroundings }));
  }

  return { check, diff, difference, create, update, read };
}

export const { check, diff, create, update, read } = createProvider({ clock: systemClock, log: consoleLog });
