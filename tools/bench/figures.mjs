// What was measured: each figure with what it is held against, and whether it reaches it.
import { formatTable } from "../demo/table.mjs";
import { explanations } from "./explanations.mjs";
import { load } from "./machine.mjs";

/** Collects the figures of a run; a figure without a limit is told and not judged. */
export class Figures {
  list = [];

  /** The function that a row gives its figures to. */
  of(row) {
    return ({ what, against, value, unit, limit, seen = "", explanation, details }) => {
      const isReached = limit === undefined ? undefined : value <= limit;
      this.list.push({ row, what, against, value, unit, limit, isReached, seen, explanation, details, load: load() });
    };
  }

  get missed() {
    return this.list.filter(({ isReached }) => isReached === false);
  }

  /** The lines of the table, then what is known about the figures that were missed. */
  lines() {
    const header = ["row", "what", "compared with", "measured", "", "reach", "", "load"];
    const rows = this.list.map(({ row, what, against, value, unit, limit, isReached, seen, load }) => [
      ...[row, what, against, shown(value, unit), seen],
      ...[limit === undefined ? "" : `<= ${shown(limit, unit)}`, verdict(isReached), load.toFixed(1)],
    ]);
    return [...formatTable(header, rows), "", ...this.explained()];
  }

  explained() {
    return this.missed.flatMap(({ what, value, unit, limit, explanation }) => [
      `MISSED: ${what}: ${shown(value, unit)}, and ${shown(limit, unit)} is to be reached.`,
      `  ${explanations[explanation] ?? "Not known before: find out with a profile (docs/benchmarks/README.md)."}`,
    ]);
  }
}

/** A number as people read it, with its unit. */
export function shown(value, unit) {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === "" ? "" : ` ${unit}`}`;
}

function verdict(isReached) {
  return isReached === undefined ? "" : isReached ? "ok" : "MISSED";
}
