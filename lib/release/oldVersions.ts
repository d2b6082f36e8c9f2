import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { classify } from "../aws/calls/retry.js";
import type { Surroundings } from "../code/surroundings.js";
import { AwsFailure, DeployError } from "../ground/errors.js";
import { printable } from "../ground/printable.js";
import type { KeptVersion } from "./releaseState.js";
import { aliasOn, findUsers, type Rooms, useAmong, useOfItsOwn } from "./versionUse.js";

/** Why one stays. */
export interface Refusal {
  reason: string;
  /** Whether all others would be refused alike, so that they need not be tried. */
  isForAll: boolean;
}

/** What is known beforehand of the versions that have to stay. */
interface Rules {
  functionArn: string;
  retain: { versions: number; minAgeSeconds: number };
  current: string;
  left: readonly string[];
  surroundings: Surroundings;
}

/** A first run may find hundreds: each costs four requests of the quota that all deploys share. */
const mostOfRun = 50;
const longestReason = 160;

/** The versions that may have to go, oldest first, those of which it is already known that they stay, and how many one run leaves. */
export async function survey(
  { functionArn, retain, current, left, surroundings }: Rules,
  rooms: Rooms,
): Promise<{ open: LiveFunction[]; kept: KeptVersion[]; left: number }> {
  // By their numbers: neither $LATEST nor $LATEST.PUBLISHED is one.
  const numbered = (await rooms.lambda.listVersions(functionArn))
    .filter(({ version }) => /^[1-9][0-9]*$/.test(version))
    .sort((a, b) => Number(a.version) - Number(b.version));
  const old = numbered.slice(0, Math.max(0, numbered.length - retain.versions));
  if (old.length === 0) {
    return { open: [], kept: [], left: 0 };
  }
  const users = await unlessRefused(findUsers(rooms, functionArn));
  const nowMs = surroundings.clock.nowMs();
  const whyItStays = ({ version, lastModified }: LiveFunction): string | undefined => {
    if (version === current) {
      return "it is the one released";
    }
    if (left.includes(version)) {
      return "the release has just left it";
    }
    if (isRefusal(users)) {
      return users.reason;
    }
    // A date that cannot be read is no age.
    const isOldEnough = nowMs - Date.parse(lastModified) >= retain.minAgeSeconds * 1000;
    return useAmong(users, version) ?? (isOldEnough ? undefined : `younger than ${retain.minAgeSeconds} s`);
  };
  const open: LiveFunction[] = [];
  const kept: KeptVersion[] = [];
  for (const live of old) {
    const reason = whyItStays(live);
    if (reason === undefined) {
      open.push(live);
    } else {
      kept.push({ version: live.version, reason });
    }
  }
  return { open: open.slice(0, mostOfRun), kept, left: Math.max(0, open.length - mostOfRun) };
}

/** Why the version stays, be it that AWS does not tell who uses it; undefined where nothing is known to. */
export async function refusalToGo(rooms: Rooms, functionArn: string, live: LiveFunction): Promise<Refusal | undefined> {
  const use = await unlessRefused(useOfItsOwn(rooms, functionArn, live));
  return typeof use === "string" ? { reason: use, isForAll: false } : use;
}

/** Deletes the version; why, where it stays. Its aliases are looked at again, for the first look is a while ago. */
export async function deleteUnlessUsed(
  rooms: Rooms,
  functionArn: string,
  live: LiveFunction,
): Promise<Refusal | undefined> {
  const refusal = await refusalToGo(rooms, functionArn, live);
  if (refusal !== undefined) {
    return refusal;
  }
  const aliases = await unlessRefused(rooms.aliases.listAliases(functionArn));
  if (isRefusal(aliases)) {
    return aliases;
  }
  const reason = aliasOn(aliases, live.version);
  if (reason !== undefined) {
    return { reason, isForAll: false };
  }
  try {
    await rooms.uses.deleteVersion(functionArn, live.version);
    return undefined;
  } catch (error) {
    // A lost answer may be that of a deletion.
    const isUnclear = error instanceof AwsFailure && classify(error) === "ambiguous";
    const isGone = isMissing(error) || (isUnclear && (await isMissingNow(rooms, functionArn, live.version)));
    return isGone ? undefined : toRefusal(error);
  }
}

async function isMissingNow({ lambda }: Rooms, functionArn: string, version: string): Promise<boolean> {
  return isMissing(await lambda.getFunction(functionArn, version).catch((error: unknown) => error));
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof AwsFailure && thrown.httpStatus === 404;
}

function isRefusal(value: object): value is Refusal {
  return "isForAll" in value;
}

async function unlessRefused<T>(asking: Promise<T>): Promise<T | Refusal> {
  try {
    return await asking;
  } catch (error) {
    return toRefusal(error);
  }
}

/** In AWS's words, short; what is no failure of a call is a fault of ours, and thrown. */
function toRefusal(error: unknown): Refusal {
  if (!(error instanceof DeployError)) {
    throw error;
  }
  const isOfAws = error instanceof AwsFailure;
  const words = printable(isOfAws ? `${error.awsCode}: ${error.awsMessage}` : error.message);
  // One that is refused for its rate is tried again until there is no more time.
  const hasNoTime =
    error.code === "Deadline" || (isOfAws && (error.awsCode === "TimeoutError" || classify(error) === "throttled"));
  const isForAll = hasNoTime || (isOfAws && error.awsCode === "AccessDeniedException");
  return { reason: words.length > longestReason ? `${words.slice(0, longestReason - 1)}…` : words, isForAll };
}
