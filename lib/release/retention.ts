import type { Access } from "../access/access.js";
import { parseFunctionArn } from "../access/functionRef.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Surroundings } from "../code/surroundings.js";
import type { Deadline } from "../ground/clock.js";
import { DeployError, messageOf } from "../ground/errors.js";
import { deleteUnlessUsed, refusalToGo, type Refusal, survey } from "./oldVersions.js";
import type { KeptVersion } from "./releaseState.js";
import { openRooms } from "./versionUse.js";

/** Which versions are to stay, and which must. */
export interface RetentionRequest {
  /** Unqualified. */
  functionArn: string;
  /** So many of the newest stay, and what is younger than this. */
  retain: { versions: number; minAgeSeconds: number };
  /** The version that was released. */
  current: string;
  /** What the alias pointed to before: callers may still be sent there for a while, and a rollback needs it. */
  left: readonly string[];
  access: Access;
  surroundings: Surroundings;
  deadline: Deadline;
}

const longestRunMs = 120_000;
/** Of those kept, so many are in the state, which the engine writes at each step; the log has them all. */
const mostKeptInState = 10;

/** What became of the old versions, as the state has it. */
export interface Retained {
  deletedVersions: string[];
  keptVersions: KeptVersion[];
  /** How many more were kept. */
  moreKeptVersions?: number;
}

/** What `retain` would delete now, oldest first, and what it would not: reads only, for a preview. Fails where the versions cannot be listed. */
export async function planRetention(request: RetentionRequest): Promise<{ candidates: string[]; kept: KeptVersion[] }> {
  const { gone, kept } = await eachOld(request, (rooms, live) => refusalToGo(rooms, request.functionArn, live));
  return { candidates: gone, kept };
}

/** Deletes old versions that nobody uses, oldest first. What AWS refuses to tell or to delete is kept and told: it fails no release. */
export async function retain(request: RetentionRequest): Promise<Retained> {
  const { functionArn, surroundings } = request;
  const { name } = parseFunctionArn(functionArn);
  const deadline = { atMs: Math.min(request.deadline.atMs, surroundings.clock.nowMs() + longestRunMs) };
  try {
    const outcome = await eachOld({ ...request, deadline }, (rooms, live) =>
      deleteUnlessUsed(rooms, functionArn, live),
    );
    tell(outcome, surroundings, name);
    const more = outcome.kept.length - mostKeptInState;
    return {
      deletedVersions: outcome.gone,
      keptVersions: outcome.kept.slice(0, mostKeptInState),
      ...(more > 0 && { moreKeptVersions: more }),
    };
  } catch (error) {
    if (!(error instanceof DeployError)) {
      throw error;
    }
    surroundings.log.warn(name, `old versions are kept, for they could not be listed: ${messageOf(error)}`);
    return { deletedVersions: [], keptVersions: [] };
  }
}

interface Outcome {
  gone: string[];
  /** Oldest first. */
  kept: KeptVersion[];
  /** How many are left to the next release. */
  left: number;
}

/** Lets each old version go that may; one refusal that holds for all ends it. */
async function eachOld(
  request: RetentionRequest,
  letGo: (rooms: ReturnType<typeof openRooms>, live: LiveFunction) => Promise<Refusal | undefined>,
): Promise<Outcome> {
  const { functionArn, access, surroundings, deadline } = request;
  const rooms = openRooms(functionArn, access, surroundings, deadline);
  const { open, kept, left } = await survey(request, rooms);
  const gone: string[] = [];
  let denial: Refusal | undefined;
  for (const live of open) {
    const refusal: Refusal | undefined = denial ?? (await letGo(rooms, live));
    denial = refusal?.isForAll === true ? refusal : undefined;
    if (refusal === undefined) {
      gone.push(live.version);
    } else {
      kept.push({ version: live.version, reason: refusal.reason });
    }
  }
  return { gone, kept: kept.sort((a, b) => Number(a.version) - Number(b.version)), left };
}

/** Such as `versions 1, 2`. */
export function named(versions: string[]): string {
  return `version${versions.length === 1 ? "" : "s"} ${versions.join(", ")}`;
}

/** Versions with one reason stand together. */
export function byReason(kept: KeptVersion[]): { versions: string[]; reason: string }[] {
  return [...new Set(kept.map(({ reason }) => reason))].map((reason) => ({
    versions: kept.filter((version) => version.reason === reason).map(({ version }) => version),
    reason,
  }));
}

function tell({ gone, kept, left }: Outcome, { log }: Surroundings, name: string): void {
  if (gone.length > 0) {
    log.info(name, `deleted the old ${named(gone)}`);
  }
  for (const { versions, reason } of byReason(kept)) {
    log.info(name, `kept the old ${named(versions)}: ${reason}`);
  }
  if (left > 0) {
    log.info(name, `more old versions than one release deletes: ${left} are left to the next`);
  }
}
