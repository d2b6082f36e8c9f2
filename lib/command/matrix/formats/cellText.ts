import { printable } from "../../../ground/printable.js";
import { describePhase, describeRoute } from "../../functions/deployedRelease.js";
import { shortHash } from "../../functions/shortHash.js";
import { bytesOf, type Cell, changedAtMs, type Mark } from "../rows.js";
import { age } from "./age.js";

/** Words that stay together, and what they are about. */
export interface Token {
  text: string;
  tone: Mark | "plain" | "strong" | "faint";
  /** What a format can show as such; other tokens are words. */
  kind?: "mark" | "hash" | "age";
}

/** A cell in words, for every format that people read: lines of tokens. */
export function linesOf(cell: Cell | undefined, nowMs: number): Token[][] {
  if (cell === undefined) {
    return [[{ text: "–", tone: "faint" }]];
  }
  const { deployed, marks, drift, unfinished } = cell;
  const bytes = bytesOf(deployed);
  const changedAt = changedAtMs(deployed);
  const first: Token[] = [
    { text: versionText(deployed.version), tone: "strong" },
    bytes === undefined
      ? { text: deployed.isGone ? "gone" : "hash unknown", tone: "plain" }
      : { text: shortHash(bytes), tone: "plain", kind: "hash" },
    { text: changedAt === undefined ? "" : age(changedAt, nowMs), tone: "faint", kind: "age" },
    ...marks.map((mark) => ({ text: mark, tone: mark, kind: "mark" as const })),
  ];
  const releases = deployed.releases.map((release): Token[] => [
    { text: `${release.alias} → ${describeRoute(release)}`, tone: "plain" },
    { text: release.phase === "Succeeded" ? "" : release.phase, tone: "unfinished", kind: "mark" },
  ]);
  // The phase is said beside its alias.
  const phases = deployed.releases.map(({ alias, phase }) => describePhase(alias, phase));
  const told = (texts: string[], tone: Mark) => texts.map((text): Token[] => [{ text, tone }]);
  const unanswered: Token[] =
    deployed.isUnanswered === true ? [{ text: "no answer: by the state", tone: "strong" }] : [];
  return [
    first,
    unanswered,
    ...releases,
    ...told(drift, "drifted"),
    ...told(
      unfinished.filter((text) => !phases.includes(text)),
      "unfinished",
    ),
  ]
    .map((line) => line.filter(({ text }) => text !== "").map((token) => ({ ...token, text: printable(token.text) })))
    .filter((line) => line.length > 0);
}

function versionText(version: string | undefined): string {
  return version !== undefined && /^\d+$/.test(version) ? `v${version}` : (version ?? "");
}
