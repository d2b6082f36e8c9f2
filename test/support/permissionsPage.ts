import { readDocument } from "./documentedTests.js";

export const phases = ["preview", "up", "refresh"] as const;
export type Phase = (typeof phases)[number];

/** The row that every resource needs. */
export const everyResource = "functionName, code";

/** docs/permissions.md in parts. */
export interface PermissionsPage {
  /** By the first cell, such as `s3Bucket, s3Key`: what the row says, as `up: s3:GetObject on the object`. */
  rows: Record<string, string[]>;
  /** The arguments of the sentence on those that need nothing more. */
  needingNothing: string[];
  /** The statements of the example policy. */
  statements: { Sid?: string; Action: string[] }[];
}

/** Reads the page, or a text like it. */
export function permissionsPage(text = readDocument("permissions.md")): PermissionsPage {
  const rows: Record<string, string[]> = {};
  // What comes after the first heading is of releases.
  const [ofCode = ""] = text.split(/^## /m);
  for (const line of ofCode.split("\n").filter((line) => /^\| .*`/.test(line))) {
    const [first = "", ...cells] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    const place = cells.at(-1) ?? "";
    const needs = phases.flatMap((phase, index) =>
      namesIn(cells[index] ?? "").map((action) => `${phase}: ${action} on ${place}`),
    );
    const label = first.replaceAll("`", "");
    rows[label] = [...(rows[label] ?? []), ...needs];
  }
  const [sentence = ""] = /^Nothing more is needed for .*$/m.exec(text) ?? [];
  const [, policy = "{}"] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: PermissionsPage["statements"] };
  return { rows, needingNothing: namesIn(sentence), statements };
}

/** What the row of every resource and these rows say together. */
export function needsOf({ rows }: PermissionsPage, labels: string[]): string[] {
  return [everyResource, ...labels].flatMap((label) => rows[label] ?? [`(there is no row ${label})`]);
}

/** What was asked for and is not said, and what is said and was not asked for, one a line. */
export function differences(said: string[], seen: string[]): string[] {
  return [
    ...seen.filter((each) => !said.includes(each)).map((each) => `asked for, and not on the page: ${each}`),
    ...said.filter((each) => !seen.includes(each)).map((each) => `on the page, and never asked for: ${each}`),
  ];
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}
