import { accessOf } from "../access/access.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { endRound } from "../aws/calls/rounds.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import type { Surroundings } from "../code/surroundings.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { readJournal } from "./journal.js";
import { readReleaseState } from "./releaseState.js";

const timeoutMs = 120_000;

/** Takes away the weights that a release of ours left; the alias stays, for callers use it, unless the program said `onDestroy: "delete"`. */
export async function endRelease(bag: PropertyBag, { clock, log }: Surroundings): Promise<void> {
  const { functionArn, aliasName, aws = {}, onDestroy, description } = readReleaseState(bag);
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
    const whole = live && wholeAgain(live, description);
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
function wholeAgain({ functionVersion, weights, description }: LiveAlias, own: string | undefined) {
  const { text, journal } = readJournal(description);
  if (journal === undefined) {
    return undefined;
  }
  const isOurs = Object.keys(weights).every((version) => [journal.target, journal.baseline].includes(version));
  return isOurs ? { functionVersion, weights: {}, description: own ?? text } : undefined;
}
