import { accessOf } from "../access/access.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { endRound } from "../aws/calls/rounds.js";
import { isGone } from "../aws/lambda/isGone.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import type { Surroundings } from "../code/surroundings.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { isHeldAsLeft, isReweighted } from "./heldAsLeft.js";
import { readJournal, wholeText } from "./journal.js";
import { readReleaseState, type ReleaseState } from "./releaseState.js";

const timeoutMs = 120_000;
// AWS moves provisioned concurrency along with an alias, and takes no write meanwhile: up to 15 minutes (rollback.ts).
const longestBusyMs = 900_000;
const busyPauseMs = 15_000;

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
  const startMs = clock.nowMs();
  const deadline = { atMs: startMs + timeoutMs };
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
      const { kind, isLast, pauseMs } = endRound(error, round, { clock, deadline });
      const isWaitedFor = kind === "busy" && clock.nowMs() - startMs < longestBusyMs;
      if (isLast && !isWaitedFor) {
        throw error;
      }
      if (isLast) {
        log.info(name, `${aliasName}: AWS still moves it; waiting for that`);
        round = 0;
      }
      await clock.sleep(isLast ? busyPauseMs : pauseMs);
      deadline.atMs = Math.max(deadline.atMs, isWaitedFor ? clock.nowMs() + timeoutMs : 0);
    }
  }
}

/** What the alias is to be without us; undefined where a release of ours left nothing. */
function wholeAgain(alias: LiveAlias, state: ReleaseState) {
  const { functionVersion, weights, description } = alias;
  const { journal } = readJournal(description);
  const ours = journal === undefined ? [] : [journal.target, journal.baseline];
  const isBetween = Object.keys(weights).every((version) => ours.includes(version));
  const isOurs = journal !== undefined && isBetween && !isReweighted(state, alias, journal);
  return isOurs || isHeldAsLeft(state, alias)
    ? { functionVersion, weights: {}, description: state.description ?? wholeText(description, state.wholeDescription) }
    : undefined;
}
