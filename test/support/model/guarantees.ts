import {
  type Act,
  actsOf,
  type History,
  isCodeWrite,
  isConfigurationWrite,
  isLook,
  lastOf,
  type RunRecord,
} from "./history.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { isUp } from "./deployer.js";
import { faceViolations } from "./faceGuarantees.js";
import type { Play } from "./play.js";
import { overwritingViolations } from "./overwriting.js";

/** Every guarantee of docs/guarantees.md that this play broke, a sentence each. */
export function violationsOf(play: Play): string[] {
  const { history } = play;
  return [
    ...history.runs.flatMap((run) => [...successViolations(history, run), ...stateViolations(play, run)]),
    ...history.runs.flatMap((run) => onceViolations(history, run)),
    ...history.runs.flatMap((run) => faceViolations(history, run)),
    ...overwritingViolations(history),
    ...placeViolations(play),
  ];
}

/** The last look at `$LATEST` that the run was answered. */
function lastLook(history: History, { run }: RunRecord): Act | undefined {
  return lastOf(actsOf(history, run), isLook);
}

/** The look that a state saved by this run shows: where an up failed that began with a refresh, it may be the refresh's. */
function lookOfState(history: History, record: RunRecord, after: PropertyBag): Act | undefined {
  const isShown = (act: Act) => isLook(act) && act.entry.revisionId === after.revisionId;
  const shown = record.run.work === "refreshedUp" ? lastOf(actsOf(history, record.run), isShown) : undefined;
  return shown ?? lastLook(history, record);
}

/** After a successful up the function runs exactly the wanted bytes, and state is what that read showed. */
function successViolations(history: History, record: RunRecord): string[] {
  const { run, wantedHash } = record;
  const outputs = run.result?.outputs;
  if (!isUp(run) || outputs === undefined) {
    return [];
  }
  const who = `${record.deployer.name}'s successful up (${run.result?.step ?? ""})`;
  const found: string[] = [];
  const expect = (name: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) {
      found.push(`${who}: ${name} is ${String(actual)}, not ${String(expected)}`);
    }
  };
  expect("codeSha256 in state", outputs.codeSha256, wantedHash);
  expect("lastUpdateStatus in state", outputs.lastUpdateStatus, "Successful");
  if (run.args.publish === true) {
    expect("publishedCodeSha256", outputs.publishedCodeSha256, wantedHash);
  }
  if (run.result?.step !== "same") {
    const look = lastLook(history, record);
    expect("deployedCodeSha256", outputs.deployedCodeSha256, wantedHash);
    expect("the code running at the last look", look?.after.running, wantedHash);
    expect("LastUpdateStatus at the last look", look?.after.lastUpdateStatus, "Successful");
    expect("revisionId", outputs.revisionId, look?.entry.revisionId);
  }
  return found;
}

/** Nothing is dropped from state, and no state says that code runs, or is published, which does not or is not. */
function stateViolations(play: Play, record: RunRecord): string[] {
  const { run, wantedHash } = record;
  const { before, after } = run;
  if (!run.hasEnded) {
    return [];
  }
  const who = `${record.deployer.name}'s ${run.work}`;
  if (after === undefined) {
    return before === undefined ? [] : [`${who} dropped the resource from state`];
  }
  const found: string[] = [];
  // A function made anew has lost its versions, and a refresh may say so.
  if (run.work === "refresh" && play.history.recreations === 0) {
    for (const name of ["deployedCodeSha256", "publishedCodeSha256", "version", "triggers", "failedVersion"]) {
      if (before?.[name] !== after[name]) {
        found.push(`${who} changed ${name} from ${String(before?.[name])} to ${String(after[name])}`);
      }
    }
  }
  const look = lookOfState(play.history, record, after);
  const claimsToRun = after.codeSha256 === wantedHash && after.lastUpdateStatus === "Successful";
  if (run.error !== undefined && after !== before && claimsToRun && look?.after.running !== wantedHash) {
    found.push(
      `${who} failed and left a state that says ${wantedHash} runs, where ${String(look?.after.running)} does`,
    );
  }
  if (run.error !== undefined && isUp(run) && after !== before && after.triggers !== before?.triggers) {
    found.push(`${who} failed and left the new triggers in state, so that no diff sees them any more`);
  }
  if (after.version !== "$LATEST" && play.history.recreations === 0) {
    const version = play.record.versions.get(String(after.version))?.configuration;
    if (version?.CodeSha256 !== after.publishedCodeSha256 || version?.State !== "Active") {
      found.push(`${who} left version ${String(after.version)} in state, which is not ready with the code recorded`);
    }
  }
  return found;
}

/** One wanted change: one accepted update, and one version as long as nobody else changes the configuration in between. */
function onceViolations(history: History, record: RunRecord): string[] {
  const { deployer, run, wantedHash } = record;
  const runsOfDeployer = history.runs.filter((other) => other.deployer === deployer && isUp(other.run));
  const index = runsOfDeployer.indexOf(record);
  const isWantedBefore = runsOfDeployer[index - 1]?.wantedHash === wantedHash;
  if (!isUp(run) || (isWantedBefore && runsOfDeployer[index - 1]?.run.result === undefined)) {
    // It goes on with what an earlier run wanted, and is counted with that one.
    return [];
  }
  const end = runsOfDeployer.find(
    (other, position) => position >= index && (other.run.result !== undefined || other.wantedHash !== wantedHash),
  );
  const acts = history.acts.slice(record.from, end?.to);
  const ours = (act: Act) => act.deployer === deployer && act.entry.accepted && act.after.codeSha256 === wantedHash;
  const updates = acts.filter((act) => ours(act) && act.entry.operation === "UpdateFunctionCode").length;
  const versions = acts.filter((act) => ours(act) && act.after.versionCount > act.before.versionCount).length;
  const otherCode = acts.filter((act) => isCodeWrite(act) && !ours(act)).length + history.orderedFailures;
  const otherChanges = otherCode + acts.filter(isConfigurationWrite).length + history.recreations;
  const found: string[] = [];
  if (updates > 1 + otherCode + history.recreations) {
    found.push(`${deployer.name} sent ${wantedHash} ${updates} times, with ${otherCode} changes by others`);
  }
  if (versions > 1 + otherChanges) {
    found.push(`${deployer.name} made ${versions} versions of ${wantedHash}, with ${otherChanges} changes by others`);
  }
  return found;
}

/** No write to another function, and none to a namesake in another account or Region. */
function placeViolations({ history, record, namesakes }: Play): string[] {
  const strays = history.acts
    .filter((act) => act.deployer !== undefined && act.entry.operation !== "GetFunction")
    .filter(({ entry }) => entry.functionName !== record.arn)
    .map(({ entry }) => `${entry.operation} named ${entry.functionName}`);
  const touched = namesakes
    .filter(({ record: namesake, revisionId }) => namesake.revisionId !== revisionId)
    .map(({ record: namesake }) => `${namesake.arn} was changed`);
  return [...strays, ...touched];
}
