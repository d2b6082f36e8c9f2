import { printable } from "../../ground/printable.js";
import { bytesOf, isSame, type Row } from "./rows.js";
import { shortHash } from "../functions/shortHash.js";
import type { Column } from "../stacks/column.js";

/** What the matrix must be for the command to end well. */
export interface Requirements {
  /** Groups of stacks that must run the same. */
  same: string[][];
  noDrift: boolean;
  noneUnfinished: boolean;
}

/** One requirement, and each place at which it does not hold, in a sentence. */
export interface Check {
  check: "require-same" | "fail-on-drift" | "fail-on-unfinished";
  /** The stacks of `require-same`. */
  stacks?: string[];
  failures: string[];
}

/** Holds the matrix against what is required. */
export function checkAll(columns: Column[], rows: Row[], { same, noDrift, noneUnfinished }: Requirements): Check[] {
  return [
    ...same.map((stacks) => {
      const indexes = stacks.map((stack) => columns.findIndex((column) => column.stack === stack));
      const failures = rows.flatMap((row) => differencesOf(row, stacks, indexes));
      return { check: "require-same" as const, stacks, failures };
    }),
    ...(noDrift ? [{ check: "fail-on-drift" as const, failures: told(columns, rows, "drift") }] : []),
    ...(noneUnfinished ? [{ check: "fail-on-unfinished" as const, failures: told(columns, rows, "unfinished") }] : []),
  ];
}

function differencesOf({ name, cells }: Row, stacks: string[], indexes: number[]): string[] {
  const found = indexes.map((index) => cells[index]?.deployed);
  const present = found.filter((deployed) => deployed !== undefined);
  if (present.length === 0) {
    return [];
  }
  const [first, ...others] = present;
  if (present.length === found.length && others.every((other) => first !== undefined && isSame(first, other))) {
    return [];
  }
  const runs = found.map((deployed, index) => `${printable(stacks[index] ?? "")} ${saidOf(deployed)}`);
  return [`${printable(name)}: ${runs.join(", ")}`];
}

function saidOf(deployed: Parameters<typeof bytesOf>[0] | undefined): string {
  if (deployed === undefined) {
    return "has none";
  }
  const bytes = bytesOf(deployed);
  const aliases = deployed.releases.map(
    ({ alias, codeSha256 }) => ` (alias ${alias} ${codeSha256 === undefined ? "unknown" : shortHash(codeSha256)})`,
  );
  if (deployed.isGone) {
    return "has it no more";
  }
  return `${bytes === undefined ? "runs what is not known" : `runs ${shortHash(bytes)}`}${aliases.join("")}`;
}

function told(columns: Column[], rows: Row[], what: "drift" | "unfinished"): string[] {
  return rows.flatMap(({ name, cells }) =>
    cells.flatMap((cell, index) =>
      (cell?.[what] ?? []).map(
        (words) => `${printable(name)} in ${printable(columns[index]?.stack ?? "")}: ${printable(words)}`,
      ),
    ),
  );
}
