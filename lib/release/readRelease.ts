import { isDeepStrictEqual } from "node:util";
import { accessOf } from "../access/access.js";
import { parseFunctionArn, unqualifiedArn } from "../access/functionRef.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { LambdaApi } from "../aws/lambda/lambdaApi.js";
import { isGone } from "../aws/lambda/isGone.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import type { Surroundings } from "../code/surroundings.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { describeRouting, rememberFirstShownAlias } from "./foreignAlias.js";
import { isHeldAsLeft, isReweighted } from "./heldAsLeft.js";
import { type Journal, readJournal, wholeText } from "./journal.js";
import {
  inputsOfReleaseState,
  type Phase,
  readReleaseState,
  releaseProgressOf,
  type ReleaseState,
  toReleaseState,
} from "./releaseState.js";

const timeoutMs = 60_000;

export interface RefreshedRelease {
  state: PropertyBag;
  inputs: PropertyBag;
}

/** Looks at the alias and brings state up to date; it moves nothing. Undefined where the alias or its function is gone. */
export async function readRelease(bag: PropertyBag, surroundings: Surroundings): Promise<RefreshedRelease | undefined> {
  const { clock, log } = surroundings;
  const state = readReleaseState(bag);
  // A resource looked up by its id alone has nothing else.
  const functionArn = unqualifiedArn(state.aliasArn);
  const aliasName = state.aliasArn.split(":").at(-1) ?? "";
  const { name, region } = parseFunctionArn(functionArn);
  const client = lambdaClient(accessOf(state.aws ?? {}, region));
  const settings = { functionName: name, deadline: { atMs: clock.nowMs() + timeoutMs }, clock, log };
  try {
    const alias = await new AliasApi(client, settings).getAlias(functionArn, aliasName);
    if (alias === undefined) {
      log.warn(name, `${aliasName}: the alias is gone; it is dropped from the state`);
      return undefined;
    }
    const version = await new LambdaApi(client, settings).getFunction(functionArn, alias.functionVersion);
    rememberFirstShownAlias(state, alias, surroundings);
    const phase = phaseOf(state, alias);
    sayWhatIsOthers(state, alias, (message) => {
      log.warn(name, `${aliasName}: ${message}`);
    });
    const given = Object.fromEntries(state.givenInputs.map((input) => [input, bag[input]]));
    const description =
      given.description === undefined ? {} : { description: wholeText(alias.description, given.description) };
    const live = { functionVersion: alias.functionVersion, ...description };
    const seen = { seenVersion: alias.functionVersion, seenRoutingConfig: alias.weights };
    const progress = { ...releaseProgressOf(state), ...seen, phase };
    const refreshed = toReleaseState({ ...given, ...live }, { alias, version }, progress);
    return { state: refreshed, inputs: inputsOfReleaseState(refreshed) };
  } catch (error) {
    if (isGone(error)) {
      log.warn(name, `${aliasName}: the function is gone, and the alias with it; it is dropped from the state`);
      return undefined;
    }
    throw error;
  }
}

/** How the release stands by the alias itself: what a run that was killed left is told by its journal alone. */
function phaseOf(state: ReleaseState, alias: LiveAlias): Phase {
  const journal = trueJournal(state, alias);
  const { phase } = state;
  if (isHeldAsLeft(state, alias)) {
    return "Held";
  }
  if (journal !== undefined) {
    return "Shifting";
  }
  // What was under way, or held, is no longer so, by somebody else's hand.
  return phase === "Shifting" || phase === "Held" ? "Stopped" : phase;
}

function trueJournal(state: ReleaseState, alias: LiveAlias): Journal | undefined {
  const { journal } = readJournal(alias.description);
  return isReweighted(state, alias, journal) ? undefined : journal;
}

function sayWhatIsOthers(state: ReleaseState, alias: LiveAlias, warn: (message: string) => void): void {
  const journal = trueJournal(state, alias);
  if (journal !== undefined) {
    if (state.phase !== "Held") {
      warn(
        `a release of version ${journal.target} has not ended (${describeRouting(alias)}, since ${journal.since}); the next \`pulumi up\` goes on with it, or replaces it`,
      );
    }
    return;
  }
  const isAsStored =
    alias.functionVersion === state.functionVersion && isDeepStrictEqual(state.routingConfig, alias.weights);
  if (!isAsStored) {
    warn(
      `has ${describeRouting(alias)}, which this program did not set; the next \`pulumi up\` releases the declared version`,
    );
  }
}
