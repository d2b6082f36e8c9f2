import { digestTriggers } from "#lib/inputs/triggersDigest.js";
import { type DeployerRun, isUp } from "./deployer.js";
import { type Act, type History, isCodeWrite, isLook, isOurs, lastOf, type RunRecord } from "./history.js";

/** What an accepted update replaced must have been seen in the same run, and be no foreign code that was not to be replaced. */
export function overwritingViolations(history: History): string[] {
  return history.acts
    .map((act, index) => ({ act, index }))
    .filter(({ act }) => isOurs(act) && act.entry.accepted && act.entry.operation === "UpdateFunctionCode")
    .flatMap(({ act, index }) => violationsOfUpdate(history, act, index));
}

function violationsOfUpdate(history: History, act: Act, index: number): string[] {
  const record = history.runs.find(({ run }) => run === act.run)!;
  const found: string[] = [];
  const replaced = act.before.codeSha256;
  const who = `${record.deployer.name}'s update to ${act.after.codeSha256}`;
  const looks = looksOfDeploy(history.acts.slice(0, index), record.run);
  if (looks.at(-1)?.entry.revisionId !== act.before.revisionId) {
    found.push(`${who} replaced ${replaced}, changed since it looked`);
  }
  const firstSeen = settled(looks);
  if (replaced !== firstSeen && replaced !== record.wantedHash) {
    found.push(`${who} replaced ${replaced}, though ${String(firstSeen)} was live when it began`);
  }
  if (act.after.codeSha256 !== record.wantedHash) {
    found.push(`${who} sent what was not wanted (${record.wantedHash})`);
  }
  const isRepair = act.before.lastUpdateStatus === "Failed" || record.run.before?.failedVersion !== undefined;
  if (replaced === act.after.codeSha256 && !isRepair) {
    found.push(`${who} sent code that was live already`);
  }
  if (!mayReplace(history, record, act, index)) {
    found.push(`${who} replaced the foreign ${replaced} with ${record.onForeignChange}`);
  }
  return found;
}

/** The rules of `onForeignChange`, told from what happened and not from what the library recorded. */
function mayReplace(history: History, record: RunRecord, act: Act, index: number): boolean {
  const { deployer, run, onForeignChange } = record;
  const replaced = act.before.codeSha256;
  const isFirstDeploy = run.before === undefined;
  if (isFirstDeploy || onForeignChange === "overwrite" || replaced === record.wantedHash) {
    return true;
  }
  const earlier = history.runs.slice(0, history.runs.indexOf(record)).filter((other) => other.deployer === deployer);
  const { triggers } = run.args;
  const haveTriggersChanged = (triggers && digestTriggers(triggers)) !== run.before.triggers;
  if (haveTriggersChanged && onForeignChange !== "fail" && replaced === placeholderOf(history, earlier)) {
    return true;
  }
  const ups = earlier.filter((other) => isUp(other.run));
  const lastSuccess = lastOf(ups, (other) => other.run.result !== undefined);
  const deployed = ups.slice(lastSuccess && ups.indexOf(lastSuccess)).map(({ wantedHash }) => wantedHash);
  const writer = lastOf(
    history.acts.slice(0, index),
    (other) => isCodeWrite(other) && other.after.codeSha256 === replaced,
  );
  if (deployed.includes(replaced) || writer?.deployer === deployer) {
    return true;
  }
  // An update of ours that failed may have brought back what it had set out to replace.
  const hasReplacedBefore = history.acts
    .slice(0, index)
    .some((other) => other.deployer === deployer && isCodeWrite(other) && other.before.codeSha256 === replaced);
  if (act.before.lastUpdateStatus === "Failed" && hasReplacedBefore) {
    return true;
  }
  return onForeignChange === "failUnseen" && replaced === lastShown(history, earlier);
}

/**
 * The hash that the last refresh, or the last successful up, has shown to the deployer before this run. An up that began
 * with a refresh has shown it where it failed as well, as long as the refresh was saved.
 */
function lastShown(history: History, earlier: RunRecord[]): string | undefined {
  const isSaved = ({ work, before, after }: DeployerRun) => work === "refreshedUp" && after !== before;
  const shown = lastOf(earlier, ({ run }) => run.result !== undefined || isSaved(run));
  if (shown === undefined || (isUp(shown.run) && shown.run.result !== undefined)) {
    return shown?.wantedHash;
  }
  return history.acts.find((act) => act.run === shown.run && isLook(act))?.entry.codeSha256;
}

/** What the function ran when the deployer's first run that left a state looked at it. */
function placeholderOf(history: History, earlier: RunRecord[]): string | undefined {
  const first = lastOf(earlier, ({ run }) => run.before === undefined && run.after !== undefined);
  return first && settled(looksOfDeploy(history.acts, first.run));
}

/** The looks of a run's deploy: the first look of an up that begins with a refresh is the refresh's. */
function looksOfDeploy(acts: readonly Act[], run: DeployerRun): Act[] {
  const looks = acts.filter((act) => act.run === run && isLook(act));
  return run.work === "refreshedUp" && run.before !== undefined ? looks.slice(1) : looks;
}

function settled(looks: readonly Act[]): string | undefined {
  return looks.find(({ after }) => after.lastUpdateStatus !== "InProgress")?.entry.codeSha256;
}
