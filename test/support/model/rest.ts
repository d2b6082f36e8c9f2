import { isDeepStrictEqual } from "node:util";
import { messageOf } from "#lib/ground/errors.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { isUp, type Work } from "./deployer.js";
import { isCodeWrite, isConfigurationWrite } from "./history.js";
import type { Play } from "./play.js";
import { isRefusalOfUnknownCode, type Update } from "./unknownCode.js";

/**
 * When all is quiet, each deployer's refresh and up brings what is wanted, and one more up changes nothing. With `fail`
 * foreign code would rightly stay for ever: to come to rest such a program says failUnseen.
 */
export async function violationsOfRest(play: Play): Promise<string[]> {
  const found: string[] = [];
  for (const index of [0, 1] as const) {
    found.push(...(await violationsOf(play, index)));
  }
  return found;
}

async function violationsOf(play: Play, index: 0 | 1): Promise<string[]> {
  const { deployer, program, onForeignChange } = play.parties[index];
  const wantedHash = play.bed.codes[program.code].hash;
  const setting = onForeignChange === "fail" ? "failUnseen" : onForeignChange;
  const who = `${deployer.name}, at rest`;
  if (deployer.state !== undefined && deployer.state.__provider === undefined) {
    // What the plugin has made the dynamic face cannot refresh before an up of its own has taken it over.
    deployer.face = "plugin";
  }
  const ways = hasOnlyOwnWork(play, index) ? [["up"] as const] : [];
  for (const works of [...ways, ["refresh", "up"] as const]) {
    const { error, updates } = await attempt(play, index, works, works[0] === "up" ? onForeignChange : setting);
    // The refresh that follows ends it.
    const isToStop = works[0] === "up" && isRefusalOfUnknownCode(play, index, updates, error);
    if (error !== undefined && !isToStop) {
      return [`${who}: ${works.join(" and ")} do not finish the work: ${messageOf(error)}`];
    }
  }
  const { length } = play.bed.lambda.journal;
  const again = await play.alone(index, "up", setting);
  const found: string[] = [];
  if (again.result?.step !== "same" || play.bed.lambda.journal.length !== length) {
    found.push(`${who}: one more up is ${String(again.result?.step ?? again.error)}`);
  }
  const { record } = play;
  const state = again.after ?? {};
  const version = state.version === "$LATEST" ? undefined : record.versions.get(String(state.version));
  const shown: [string, unknown, unknown][] = [
    ["the running code", record.runningSha256, wantedHash],
    ["codeSha256", state.codeSha256, record.codeSha256],
    ["revisionId", state.revisionId, record.revisionId],
    ["lastUpdateStatus", state.lastUpdateStatus, record.latest.configuration.LastUpdateStatus],
    ...(program.publish
      ? ([
          ["the version's code", version?.configuration.CodeSha256, wantedHash],
          ["the version's State", version?.configuration.State, "Active"],
        ] as [string, unknown, unknown][])
      : []),
  ];
  for (const [name, actual, expected] of shown) {
    if (actual !== expected) {
      found.push(`${who}: ${name} is ${String(actual)}, not ${String(expected)}`);
    }
  }
  return [...found, ...(await violationsOfMove(play, index, setting))];
}

/** By the other face nothing is changed, and by the first again nothing either: but for the stub, nothing is asked. */
async function violationsOfMove(play: Play, index: 0 | 1, setting: string): Promise<string[]> {
  const { deployer } = play.parties[index];
  const { journal } = play.bed.lambda;
  const found: string[] = [];
  for (let count = 0; count < 2; count += 1) {
    play.move(index);
    const before = deployer.state ?? {};
    const takesOver = deployer.face === "dynamic" && before.__provider === undefined;
    const { length } = journal;
    const { result, error } = await play.alone(index, "up", setting);
    const step = result?.step ?? String(error);
    const writes = journal.slice(length).filter(({ operation }) => operation !== "GetFunction").length;
    const isQuiet = takesOver ? writes === 0 : journal.length === length;
    if (step !== (takesOver ? "update" : "same") || !isQuiet) {
      found.push(`${deployer.name}, moved to the ${String(deployer.face)} face: an up is ${step}, ${writes} writes`);
    }
    const changed = namesOfChanges(before, deployer.state ?? {}, takesOver);
    if (changed.length > 0) {
      found.push(`${deployer.name}, moved to the ${String(deployer.face)} face: ${changed.join()} changed in state`);
    }
  }
  return found;
}

/** Arguments that need no update, and what an unfinished deploy had set out to replace: an update writes them anew. */
const writtenAnew = [
  "__provider",
  "onForeignChange",
  "publish",
  "versionDescription",
  "givenInputs",
  "code",
  "replacedCodeSha256",
  "seenCodeSha256",
];

function namesOfChanges(before: PropertyBag, after: PropertyBag, takesOver: boolean): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const isCompared = (name: string) => !takesOver || !writtenAnew.includes(name);
  return names.filter((name) => isCompared(name) && !isDeepStrictEqual(before[name], after[name]));
}

/** Where nobody else brought code, and one code was wanted throughout, an up finishes it without a refresh too. */
function hasOnlyOwnWork({ history, parties, bed }: Play, index: 0 | 1): boolean {
  const { deployer, program } = parties[index];
  const wantedHash = bed.codes[program.code].hash;
  const own = history.runs.filter((record) => record.deployer === deployer && isUp(record.run));
  const writes = history.acts.slice(own[0]?.from ?? 0).filter(isCodeWrite);
  // The first deployer comes to rest first, and that brings its code.
  const comesAlone = index === 0 || parties[0].program.code === program.code;
  return (
    comesAlone &&
    own.every((record) => record.wantedHash === wantedHash) &&
    writes.every((act) => act.deployer === deployer) &&
    history.recreations === 0 &&
    !isFailureHidden(history)
  );
}

/** A change of the configuration that succeeds hides an update that failed and brought the old code back: that looks like another's deploy. */
function isFailureHidden({ orderedFailures, acts }: Play["history"]): boolean {
  return orderedFailures > 0 && acts.some(isConfigurationWrite);
}

interface Attempts {
  /** What is left wrong after the last one. */
  error: unknown;
  /** The runs that sent code, and how the function stood before each. */
  updates: Update[];
}

/** Failures that were ordered of AWS and have not come yet come now. */
async function attempt(play: Play, index: 0 | 1, works: readonly Work[], onForeignChange: string): Promise<Attempts> {
  const attempts: Attempts = { error: undefined, updates: [] };
  for (let count = 0; count <= play.history.orderedFailures; count += 1) {
    attempts.error = await errorOf(play, index, works, onForeignChange, attempts.updates);
    if (attempts.error === undefined) {
      break;
    }
  }
  return attempts;
}

async function errorOf(
  play: Play,
  index: 0 | 1,
  works: readonly Work[],
  onForeignChange: string,
  updates: Update[],
): Promise<unknown> {
  const { journal } = play.bed.lambda;
  for (const work of works) {
    const { length } = journal;
    const before = play.moment();
    const run = await play.alone(index, work, onForeignChange);
    if (journal.slice(length).some(({ operation, accepted }) => accepted && operation === "UpdateFunctionCode")) {
      updates.push({ before, run });
    }
    if (run.error !== undefined) {
      return run.error;
    }
  }
  return undefined;
}
