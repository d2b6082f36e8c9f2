import { printable } from "../../ground/printable.js";
import { exitCodes } from "../exitCodes.js";
import { jsonText } from "../jsonText.js";
import { counted } from "./counted.js";
import type { Finding, Status } from "./finding.js";

const colours: Record<Status, string> = { ok: "32", mend: "31", unknown: "33", skipped: "2" };

/** A line each, and one that sums them up. */
export function textOf(findings: Finding[], isColoured: boolean): string {
  const lines = findings.map(({ check, status, text }) => {
    const word = status.padEnd(7);
    const shown = isColoured ? `\u001b[${colours[status]}m${word}\u001b[0m` : word;
    return `${shown}  ${check.padEnd(8)}  ${printable(text)}`;
  });
  return [...lines, summaryOf(findings), ""].join("\n");
}

/** Stable: fields are added, never renamed. */
export function jsonOf(findings: Finding[]): string {
  const checks = findings.map(({ check, status, text }) => ({ check, status, text }));
  return jsonText({ schemaVersion: 1, exitCode: exitCodeOf(findings), checks });
}

/** What could not be looked at goes before what is to be mended: 1 says that all was seen. */
export function exitCodeOf(findings: Finding[]): number {
  if (findings.some(({ status }) => status === "unknown")) {
    return exitCodes.unknown;
  }
  return findings.some(({ status }) => status === "mend") ? exitCodes.failed : exitCodes.fine;
}

function summaryOf(findings: Finding[]): string {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const parts = [
    [count("mend"), "to mend"],
    [count("unknown"), "not known"],
    [count("skipped"), "skipped"],
  ].filter(([number]) => number !== 0);
  const said = parts.map(([number, what]) => `${String(number)} ${String(what)}`).join(", ");
  return `${counted(findings.length, "line")}: ${said === "" ? "all is well" : said}`;
}
