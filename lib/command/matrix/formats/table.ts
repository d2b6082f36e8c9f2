import { printable } from "../../../ground/printable.js";
import { type CommandIo, hasColours } from "../../commandIo.js";
import type { Shown } from "../shown.js";
import { linesOf, type Token } from "./cellText.js";
import { type DrawnColumn, layOut } from "./columnWidths.js";
import { painted } from "./colours.js";
import { TextWidth } from "./textWidth.js";
import { gap, widthOfLine, wrap } from "./wrap.js";

/** What a cell shows before it is cut to a width; the first of a line is the row's name. */
type Line = Token[][][];

/** A table for a terminal, and no wider than it. */
export async function renderTable(
  shown: Shown,
  io: Pick<CommandIo, "columns" | "isTerminal" | "env">,
): Promise<string> {
  const width = await TextWidth.load();
  const paint = hasColours(io) ? painted : ({ text }: Token) => text;
  const { columns, rows, by } = shown;
  if (rows.length === 0 && columns.some(({ isRead }) => isRead)) {
    const names = columns.filter(({ isRead }) => isRead).map(({ stack }) => printable(stack));
    return `${names.join(", ")}: no FunctionCode and no FunctionRelease in the state\n`;
  }
  const head: Line = [by.toUpperCase(), ...columns.map(({ stack }) => printable(stack))].map(strong);
  const body = rows.map((row): Line => [
    strong(printable(row.name)),
    ...columns.map(({ isRead }, index) => (isRead ? linesOf(row.cells[index], shown.madeAtMs) : notRead)),
  ]);
  const natural = head.map((_, index) =>
    Math.max(...[head, ...body].flatMap((line) => (line[index] ?? []).map((tokens) => widthOfLine(tokens, width)))),
  );
  const blocks = layOut(natural, io.columns ?? Infinity).map((block) => {
    const drawn = body.map((line) => draw(line, block, width, paint));
    const isTall = drawn.some((lines) => lines.length > 1);
    const bar = block.map(({ wide }) => "─".repeat(wide)).join(gap);
    const rule = [...draw(head, block, width, paint), bar].join("\n");
    return [rule, drawn.map((lines) => lines.join("\n")).join(isTall ? "\n\n" : "\n")].join("\n");
  });
  return `${blocks.map((block) => block.trimEnd()).join("\n\n")}\n`;
}

const strong = (text: string): Token[][] => [[{ text, tone: "strong" }]];
const notRead: Token[][] = [[{ text: "not read", tone: "drifted" }]];

/** The columns of a block, side by side. */
function draw(line: Line, block: DrawnColumn[], width: TextWidth, paint: (token: Token) => string): string[] {
  const cells = block.map(({ index, wide }) => ({ wide, lines: wrap(line[index] ?? [], wide, width) }));
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    cells
      .map(({ wide, lines }) => {
        const tokens = lines[row] ?? [];
        return tokens.map(paint).join(gap) + " ".repeat(Math.max(0, wide - widthOfLine(tokens, width)));
      })
      .join(gap)
      .trimEnd(),
  );
}
