import { isDeepStrictEqual } from "node:util";
import { messageOf } from "#lib/ground/errors.js";
import { aliasName } from "./releaseBed.js";
import type { AliasMoment, ReleaseAct, ReleasePlay, ReleaseRun } from "./releasePlay.js";

const versionsOf = ({ version, weights }: AliasMoment): string[] => [version, ...Object.keys(weights)];

/** Every guarantee of a release that this play broke, a sentence each. */
export function violationsOfRelease(play: ReleasePlay): string[] {
  return [
    ...play.acts.flatMap((act) => violationsOfWrite(play, act)),
    ...play.runs.flatMap((run) => [...violationsOfEnd(play, run), ...violationsOfState(play, run)]),
  ];
}

/** What one write of ours must never do. */
function violationsOfWrite({ record }: ReleasePlay, { entry, before, after }: ReleaseAct): string[] {
  if (!entry.accepted) {
    return [];
  }
  const found: string[] = [];
  if (entry.operation === "UpdateAlias") {
    const { RevisionId, FunctionVersion, RoutingConfig } = entry.body as {
      RevisionId?: string;
      FunctionVersion?: string;
      RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
    };
    if (RevisionId !== before.revisionId || FunctionVersion === undefined || RoutingConfig === undefined) {
      found.push("an UpdateAlias was not guarded, or did not say all");
    }
    const given = [FunctionVersion ?? "", ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})];
    if (given.length > 2) {
      found.push(`${given.join()} would carry traffic at once`);
    }
    for (const version of given.filter((each) => !versionsOf(before).includes(each))) {
      const state = record.versions.get(version)?.configuration.State;
      if (state !== undefined && state !== "Active") {
        found.push(`the alias was given version ${version}, which is ${state}`);
      }
    }
  }
  if (entry.operation === "DeleteFunction") {
    const { qualifier } = entry;
    if (qualifier === undefined || versionsOf(after).includes(qualifier)) {
      found.push(`version ${qualifier ?? "all"} was deleted, which is in use`);
    }
  }
  return found;
}

/** No run ends with traffic on a version that failed, but where it could not, or might not, write. */
function violationsOfEnd(play: ReleasePlay, { run, wanted, isDisturbed }: ReleaseRun): string[] {
  const end = lastSeen(play, run);
  if (run.work !== "up" || !run.hasEnded || end === undefined || isDisturbed) {
    return [];
  }
  const state = run.after ?? {};
  if (run.error === undefined) {
    const isHeld = state.phase === "Held";
    const isThere = isHeld ? wanted in end.weights : end.version === wanted && Object.keys(end.weights).length === 0;
    return isThere ? [] : [`an up succeeded with ${JSON.stringify(end)}, where ${wanted} was wanted`];
  }
  const isOver = versionsOf(end).length === 1 || ["Held", "Stopped"].includes(String(state.phase));
  const isUntouched = isDeepStrictEqual(run.after, run.before);
  return isOver || isUntouched
    ? []
    : [`an up failed (${messageOf(run.error)}) and left ${JSON.stringify(end)} in phase ${String(state.phase)}`];
}

/** What the state says is what the run's last look at the alias, or its last write, showed. */
function violationsOfState(play: ReleasePlay, { run }: ReleaseRun): string[] {
  const { before, after } = run;
  if (!run.hasEnded || after === undefined || isDeepStrictEqual(before, after)) {
    return [];
  }
  const last = lastSeen(play, run);
  if (last === undefined) {
    return [];
  }
  const isTrue =
    after.functionVersion === last.version &&
    after.revisionId === last.revisionId &&
    isDeepStrictEqual(after.routingConfig, last.weights);
  return isTrue
    ? []
    : [
        `a ${run.work} left ${JSON.stringify([after.functionVersion, after.routingConfig, after.revisionId])} in state, where ${JSON.stringify(last)} was last seen`,
      ];
}

/** The alias as the run's last look or write was answered. */
function lastSeen({ acts }: ReleasePlay, run: ReleaseRun["run"]): AliasMoment | undefined {
  return acts
    .filter((act) => act.run === run && act.isHeard && act.entry.accepted)
    .filter(({ entry }) => /^(?:Get|Create|Update)Alias$/.test(entry.operation))
    .at(-1)?.after;
}

/** When all is quiet, a refresh and an up bring what is wanted, whatever was left; and one more up changes nothing. */
export async function violationsOfReleaseRest(play: ReleasePlay): Promise<string[]> {
  const { bed, record } = play;
  bed.clock.advance(3_600_000);
  record.settle(bed.clock.nowMs(), true);
  bed.lambda.alarms.set(bed.alarmOf(record), "OK");
  const found: string[] = [];
  for (const index of [0, 1] as const) {
    const active = record.versionNumbers.filter(
      (number) => record.versions.get(number)?.configuration.State === "Active",
    );
    const version = record.versionNumbers.indexOf(active.at(index - 2) ?? active.at(-1) ?? "1");
    const program = { version, finalBakeSeconds: 0, onForeignChange: "failUnseen", triggers: `rest ${index}` };
    const works = play.stateOf(index) === undefined ? ([] as const) : (["refresh"] as const);
    for (const work of works) {
      await play.alone(index, work, program);
    }
    // A new resource leaves what it finds half-way, unless told to take it over.
    const setting = play.stateOf(index) === undefined ? "overwrite" : "failUnseen";
    const { run, wanted } = await play.alone(index, "up", { ...program, onForeignChange: setting });
    const { version: live, weights } = play.moment();
    if (run.error !== undefined || live !== wanted || Object.keys(weights).length > 0) {
      found.push(`at rest: an up to ${wanted} left ${live} ${JSON.stringify(weights)}: ${messageOf(run.error)}`);
    }
    const description = record.aliases.get(aliasName)?.Description;
    if (description !== "theirs") {
      found.push(`at rest: the description is ${description ?? ""}`);
    }
    const again = await play.alone(index, "up", { ...program, onForeignChange: setting });
    if (again.run.result?.step !== "same") {
      found.push(`at rest: one more up is ${again.run.result?.step ?? messageOf(again.run.error)}`);
    }
  }
  return found;
}
