import { messageOf } from "#lib/ground/errors.js";
import { isUp, type Work } from "./deployer.js";
import { isCodeWrite, isConfigurationWrite } from "./history.js";
import type { Play } from "./play.js";

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
  const ways = hasOnlyOwnWork(play, index) ? [["up"] as const] : [];
  for (const works of [...ways, ["refresh", "up"] as const]) {
    const error = await errorOf(play, index, works, works[0] === "up" ? onForeignChange : setting);
    if (error !== undefined) {
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
  return found;
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

/** What is left wrong after these runs. Failures that were ordered of AWS and have not come yet come now. */
async function errorOf(play: Play, index: 0 | 1, works: readonly Work[], onForeignChange: string): Promise<unknown> {
  let error: unknown;
  for (let attempt = 0; attempt <= play.history.orderedFailures; attempt += 1) {
    error = undefined;
    for (const work of works) {
      error ??= (await play.alone(index, work, onForeignChange)).error;
    }
    if (error === undefined) {
      return undefined;
    }
  }
  return error;
}
