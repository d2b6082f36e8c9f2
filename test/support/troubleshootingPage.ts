import { readDocument } from "./documentedTests.js";
import type { LibraryText } from "./libraryTexts.js";

/** A row of docs/troubleshooting.md. */
export interface TroubleshootingRow {
  heading: string;
  /** The code spans of the first cell: messages in which `…` stands for anything, AWS's codes, or AWS's words. */
  spans: string[];
  cause: string;
  remedy: string;
}

/** Every row of every table of the page, or of a text like it. */
export function troubleshootingRows(text = readDocument("troubleshooting.md")): TroubleshootingRow[] {
  return text.split(/^## /m).flatMap((section) => {
    const heading = section.split("\n", 1)[0] ?? "";
    const lines = section.split("\n").filter((line) => line.startsWith("| `"));
    return lines.map((line) => {
      const [message = "", cause = "", remedy = ""] = line.split("|").slice(1, -1);
      const spans = [...message.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);
      return { heading, spans, cause: cause.trim(), remedy: remedy.trim() };
    });
  });
}

/** Whether a code span of the page is to be found in a text of the library. */
export function isSaid(span: string, { text }: Pick<LibraryText, "text">): boolean {
  const fixed = span.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(fixed.join(".*"), "s").test(text);
}

/** Whether it is a code, as AWS has them: a word without spaces. */
export function isCode(span: string): boolean {
  return /^[A-Z][A-Za-z0-9._]+$/.test(span);
}
