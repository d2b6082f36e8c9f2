import { printable } from "../../../ground/printable.js";
import type { Mark } from "../rows.js";
import type { Shown } from "../shown.js";
import { linesOf, type Token } from "./cellText.js";

// Told apart without colours, which a comment has not.
const signs: Record<Mark, string> = { same: "✓", behind: "⏪", differs: "≠", drifted: "⚠️", unfinished: "⏳" };

/** A table in GitHub's Markdown, for a pull request's comment. */
export function renderMarkdown({ by, columns, rows, checks, madeAtMs, isLive }: Shown): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const head = [by, ...columns.map(({ stack }) => code(printable(stack)))];
  const body = rows.map(({ name, cells }) =>
    line([
      code(printable(name)),
      ...columns.map(({ isRead }, index) =>
        isRead ? linesOf(cells[index], madeAtMs).map(lineOf).join("<br>") : "not read",
      ),
    ]),
  );
  const problems = columns.flatMap((column) => column.problems).map((problem) => `> ⚠️ ${code(printable(problem))}`);
  const held = checks.flatMap(({ check, stacks, failures }) => [
    `- ${failures.length === 0 ? "✓" : "✗"} ${code(["--" + check, ...(stacks ? [stacks.join(",")] : [])].join(" "))}`,
    ...failures.map((failure) => `  - ${code(failure)}`),
  ]);
  const made = `${isLive ? "As Lambda shows it" : "By the stacks' states"}, ${new Date(madeAtMs).toISOString()}`;
  const parts = [
    [line(head), line(head.map(() => "---")), ...body],
    [...new Set(problems)],
    held,
    [`<sub>${made}</sub>`],
  ];
  const texts = parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${texts.join("\n\n")}\n`;
}

function lineOf(tokens: Token[]): string {
  return tokens
    .map(({ text, tone, kind }) => {
      const words = kind === "hash" ? code(text) : escaped(text);
      const sign = kind === "mark" ? signs[tone as Mark] : undefined;
      return [sign, tone === "strong" ? `**${words}**` : words].filter((part) => part !== undefined).join(" ");
    })
    .join(" ");
}

/** A name in its own letters, whatever they are: inside of code nothing is a link, a mention or a tag. */
function code(text: string): string {
  // A span between backticks is easier to read in the source, and takes these letters as they are.
  return /^[\w.,$/ :+=-]+$/.test(text) && text.trim() === text ? `\`${text}\`` : `<code>${escaped(text)}</code>`;
}

/** Every letter that Markdown, HTML or a forge reads something into, as a number. */
function escaped(text: string): string {
  return text.replace(/[&<>"'`|*_[\]\\~@#!()]|:(?=\/\/)|w(?=ww\.)/gi, (letter) => `&#${letter.charCodeAt(0)};`);
}
