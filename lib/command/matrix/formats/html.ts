import { createHash } from "node:crypto";
import { type Mark, markNames } from "../rows.js";
import type { Shown } from "../shown.js";
import { cellHtml, escaped } from "./htmlCell.js";
import { script } from "./htmlScript.js";
import { style } from "./htmlStyle.js";

/** A page of its own: one file, which asks no server for anything, and runs no script but its own. */
export function renderHtml(shown: Shown): string {
  const { by, columns, rows, isLive, madeAtMs } = shown;
  const madeAt = new Date(madeAtMs).toISOString();
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Which version runs where</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Which version runs where</h1>
<p class="made">${isLive ? "As Lambda showed it" : "By the stacks’ states"} at <time datetime="${madeAt}">${madeAt.slice(0, 16).replace("T", " ")} UTC</time></p>
${problemsHtml(shown)}${checksHtml(shown)}<table role="table">
<caption>${rows.length} ${rows.length === 1 ? "function" : "functions"} in ${columns.length} ${columns.length === 1 ? "stack" : "stacks"}; each is compared with the stack to its left</caption>
<thead role="rowgroup"><tr role="row">
${[by, ...columns.map(({ stack }) => stack)].map((title) => `<th role="columnheader" scope="col" aria-sort="none"><button type="button">${escaped(title)}</button></th>`).join("\n")}
</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => rowHtml(row, shown)).join("\n")}
</tbody>
</table>
<p class="legend">Each cell: the version, the hash of the code, and how long ago it was changed.</p>
<p class="legend">${legend}</p>
</main>
<script>${script}</script>
</body>
</html>
`;
}

// In order of the marks, for whoever gets the page and has read nothing.
const meanings: Record<Mark, string> = {
  same: "the same bytes as in the stack to the left",
  behind: "other bytes, which came earlier",
  differs: "other bytes, for some or all callers, and not behind",
  drifted: "somebody else changed it",
  unfinished: "a deploy or release is not at its end",
};
const legend = markNames.map((mark) => `<span class="mark ${mark}">${mark}</span> ${meanings[mark]}`).join("; ");

function rowHtml({ name, cells }: Shown["rows"][number], { columns, madeAtMs }: Shown): string {
  const shownCells = columns.map(({ stack, isRead }, index) =>
    cellHtml({ stack, isRead, cell: cells[index], madeAtMs }),
  );
  return `<tr role="row"><th role="rowheader" scope="row">${escaped(name)}</th>${shownCells.join("")}</tr>`;
}

function problemsHtml({ columns }: Shown): string {
  const problems = columns.flatMap((column) => column.problems);
  return problems.length === 0
    ? ""
    : `<ul class="problems">${problems.map((problem) => `<li>${escaped(problem)}</li>`).join("")}</ul>\n`;
}

function checksHtml({ checks }: Shown): string {
  const items = checks.map(({ check, stacks, failures }) => {
    const holds = failures.length === 0;
    const name = [`--${check}`, ...(stacks === undefined ? [] : [stacks.join(",")])].join(" ");
    const told = holds ? "" : `<ul>${failures.map((failure) => `<li>${escaped(failure)}</li>`).join("")}</ul>`;
    const verdict = holds ? '<span class="mark same">holds</span>' : '<span class="mark drifted">does not hold</span>';
    return `<li><code>${escaped(name)}</code> ${verdict}${told}</li>`;
  });
  return items.length === 0 ? "" : `<ul class="checks">${items.join("")}</ul>\n`;
}

/** By which a page's policy lets one script or style in, and no other. */
function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
