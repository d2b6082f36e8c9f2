// The table at the end: what was expected at each step, and what was seen.

/** Lines of an aligned table; a column is as wide as its widest cell. */
export function formatTable(header, rows) {
  const all = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  return [line(all[0]), line(widths.map((width) => "-".repeat(width))), ...all.slice(1).map(line)];
}

/** Collects what was expected and seen, step by step; `failed` is true once any of it differed. */
export class Results {
  rows = [];
  failed = false;

  /** Notes a step: `seen` must be `expected`. Differing is no reason to stop: the table shows it with the rest. */
  expect(step, expected, seen, requests = "") {
    const ok = expected === seen;
    this.failed ||= !ok;
    this.rows.push([step, expected, seen, requests, ok ? "ok" : "NOT AS EXPECTED"]);
  }

  print() {
    const header = ["step", "expected", "seen", "AWS requests", ""];
    console.log(`\n${formatTable(header, this.rows).join("\n")}\n`);
  }
}
