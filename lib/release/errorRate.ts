import type { Access } from "../access/access.js";
import type { MinuteSum, MinuteSums } from "../aws/cloudWatch/cloudWatchApi.js";
import { openCloudWatch } from "../aws/openApis.js";
import type { Surroundings } from "../code/surroundings.js";
import type { Deadline } from "../ground/clock.js";
import { DeployError, messageOf } from "../ground/errors.js";
import { percent } from "./percent.js";

/** The rule by which a version is judged. */
export interface ErrorRateRule {
  /** The highest share of failed invocations, 0 to 1, that is still good. */
  max: number;
  /** With fewer invocations there is no verdict. */
  minInvocations: number;
}

/** Whose invocations are judged, and since when. */
export interface JudgedVersion {
  /** The function's own name, not its ARN: the metrics know no other. */
  functionName: string;
  aliasName: string;
  version: string;
  /** When the alias was first told to send calls to the version. */
  sinceMs: number;
  /** Since when the alias has sent all calls to the version, where it does: the alias's own metrics then are the version's. */
  wholeSinceMs?: number;
  access: Access;
  surroundings: Surroundings;
  deadline: Deadline;
}

/** `tooFew`: nothing can be said; `blind`: CloudWatch does not tell. */
export interface Verdict {
  verdict: "good" | "bad" | "tooFew" | "blind";
  /** For the log and the error: figures, or why there are none. */
  text: string;
  invocations: number;
  errors: number;
}

const minuteMs = 60_000;
const longestLookMs = 10_000;

/** Judges a version by its own invocations through the alias, as far as CloudWatch has them: those that ended a minute or two ago. */
export async function judgeErrorRate(rule: ErrorRateRule, judged: JudgedVersion): Promise<Verdict> {
  const { version } = judged;
  let counts: { invocations: number; errors: number };
  try {
    counts = await count(judged);
  } catch (error) {
    if (!(error instanceof DeployError)) {
      throw error;
    }
    return { verdict: "blind", text: messageOf(error), invocations: 0, errors: 0 };
  }
  const { invocations, errors } = counts;
  if (invocations === 0 || invocations < rule.minInvocations) {
    const seen = invocations === 0 ? "no invocations" : `only ${invocations} invocation${invocations === 1 ? "" : "s"}`;
    const text = `${seen} of version ${version} so far, and ${rule.minInvocations} are needed for a verdict`;
    return { verdict: "tooFew", text, ...counts };
  }
  // The two metrics are not counted at one instant: for a moment there may be more errors than invocations.
  const rate = Math.min(1, errors / invocations);
  const text = `${errors} of ${invocations} invocations of version ${version} failed: ${percent(rate)}, and ${percent(rule.max)} is allowed`;
  return { verdict: rate > rule.max ? "bad" : "good", text, ...counts };
}

async function count(judged: JudgedVersion): Promise<{ invocations: number; errors: number }> {
  const { functionName, aliasName, version, sinceMs, wholeSinceMs, access, surroundings, deadline } = judged;
  const nowMs = surroundings.clock.nowMs();
  const api = await openCloudWatch(access, {
    subject: functionName,
    deadline: { atMs: Math.min(deadline.atMs, nowMs + longestLookMs) },
    clock: surroundings.clock,
    say: () => undefined,
  });
  const ofAlias = { FunctionName: functionName, Resource: `${functionName}:${aliasName}` };
  const both = (dimensions: Record<string, string>): MinuteSums[] => [
    { metric: "Invocations", dimensions },
    { metric: "Errors", dimensions },
  ];
  const asked = [
    ...both({ ...ofAlias, ExecutedVersion: version }),
    // Whether an alias without weights has metrics by the version is not documented.
    ...(wholeSinceMs === undefined ? [] : both(ofAlias)),
  ];
  // The version has no calls through the alias before: the minute in which they began is taken whole.
  const startMs = Math.floor(sinceMs / minuteMs) * minuteMs;
  const endMs = (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
  const [invocations = [], errors = [], ofAll = [], errorsOfAll = []] = await api.minuteSums(asked, startMs, endMs);
  // Of the alias's own, the minute of the change holds the other version's calls, too: they begin with the next.
  const wholeFromMs = Math.ceil((wholeSinceMs ?? 0) / minuteMs) * minuteMs;
  const isByVersion = invocations.some(({ atMs }) => wholeSinceMs === undefined || atMs >= wholeFromMs);
  if (wholeSinceMs === undefined || isByVersion) {
    return { invocations: total(invocations), errors: total(errors) };
  }
  const sinceWhole = ({ atMs }: MinuteSum) => atMs >= wholeFromMs;
  return {
    invocations: total(invocations) + total(ofAll.filter(sinceWhole)),
    errors: total(errors) + total(errorsOfAll.filter(sinceWhole)),
  };
}

function total(sums: readonly MinuteSum[]): number {
  return sums.reduce((all, { sum }) => all + sum, 0);
}
