import { accessOf } from "../access/access.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { endRound } from "../aws/calls/rounds.js";
import { isGone } from "../aws/lambda/isGone.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import type { Surroundings } from "../code/surroundings.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { isHeldAsLeft } from "./heldAsLeft.js";
import { readJournal, wholeText } from "./journal.js";
import { readReleaseState, type ReleaseState } from "./releaseState.js";

const timeoutMs = 120_000;

/** Takes away the weights that a release of ours left; the alias stays, for callers use it, unless the program said `onDestroy: "delete"`. */
export async function endRelease(bag: PropertyBag, surroundings: Surroundings): Promise<void> {
  const state = readReleaseState(bag);
  try {
    await end(state, surroundings);
  } catch (error) {
    // The alias went with its function.
    if (!isGone(error)) {
      throw error;
    }
  }
}

async function end(state: ReleaseState, { clock, log }: Surroundings): Promise<void> {
  const { functionArn, aliasName, aws = {}, onDestroy } = state;
  const { name, region } = parseFunctionArn(functionArn);
  const deadline = { atMs: clock.nowMs() + timeoutMs };
  const aliases = new AliasApi(lambdaClient(accessOf(aws, region)), { functionName: name, deadline, clock, log });
  if (onDestroy === "delete") {
    await aliases.deleteAlias(functionArn, aliasName);
    log.info(name, `${aliasName}: deleted`);
    return;
  }
  for (let round = 1; ; round += 1) {
    const live = await aliases.getAlias(functionArn, aliasName);
    const whole = live && wholeAgain(live, state);
    if (live === undefined || whole === undefined) {
      return;
    }
    try {
      await aliases.updateAlias(functionArn, { name: aliasName, ...whole, revisionId: live.revisionId });
      log.info(name, `${aliasName}: all calls to version ${whole.functionVersion}, and no longer managed here`);
      return;
    } catch (error) {
      const { isLast, pauseMs } = endRound(error, round, { clock, deadline });
      if (isLast) {
        throw error;
      }
      await clock.sleep(pauseMs);
    }
  }
}

/** What the alias is to be without us; undefined where a release of ours left nothing. */
function wholeAgain(alias: LiveAlias, state: ReleaseState) {
  const { functionVersion, weights, description } = alias;
  const { journal } = readJournal(description);
  const ours = journal === undefined ? [] : [journal.target, journal.baseline];
  const isOurs = journal !== undefined && Object.keys(weights).every((version) => ours.includes(version));
  return isOurs || isHeldAsLeft(state, alias)
    ? { functionVersion, weights: {}, description: state.description ?? wholeText(description, state.wholeDescription) }
    : undefined;
}
