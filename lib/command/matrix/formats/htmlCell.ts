import { printable } from "../../../ground/printable.js";
import { bytesOf, type Cell, changedAtMs, markNames } from "../rows.js";
import { linesOf, type Token } from "./cellText.js";

/** What a cell of the page is made from. */
export interface PageCell {
  stack: string;
  isRead: boolean;
  cell: Cell | undefined;
  madeAtMs: number;
}

/** A cell with its stack's name, which a phone shows beside it, and a key by which the worst come first. */
export function cellHtml({ stack, isRead, cell, madeAtMs }: PageCell): string {
  const lines = isRead ? linesOf(cell, madeAtMs) : [[{ text: "not read", tone: "drifted" } satisfies Token]];
  const shown = lines.map((tokens) => `<div>${tokens.map((token) => tokenHtml(token, cell)).join(" ")}</div>`);
  return `<td role="cell" data-stack="${escaped(stack)}" data-rank="${rankOf(cell, isRead)}">${shown.join("")}</td>`;
}

/** Names, hashes and sentences as text: nothing of them is a tag or an attribute's end. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function tokenHtml({ text, tone, kind }: Token, cell: Cell | undefined): string {
  const words = escaped(text);
  const bytes = cell && bytesOf(cell.deployed);
  const changedAt = cell && changedAtMs(cell.deployed);
  if (kind === "hash" && bytes !== undefined) {
    return `<code title="${escaped(bytes)}">${words}</code>`;
  }
  if (kind === "age" && changedAt !== undefined) {
    const at = new Date(changedAt).toISOString();
    return `<time class="faint" datetime="${at}" title="${at}">${words}</time>`;
  }
  return tone === "plain" ? words : `<span class="${kind === "mark" ? "mark " : ""}${tone}">${words}</span>`;
}

const ranks = ["drifted", "unfinished", "behind", "differs"] as const;

function rankOf(cell: Cell | undefined, isRead: boolean): number {
  if (!isRead) {
    return 0;
  }
  const rank = ranks.findIndex((mark) => cell?.marks.includes(mark));
  return cell === undefined ? markNames.length + 2 : rank < 0 ? markNames.length + 1 : rank + 1;
}
