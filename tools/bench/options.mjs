// What `npm run bench -- …` takes.
import { parseArgs } from "node:util";

const usage = "npm run bench -- [--rows NAME,NAME] [--quick] [--out FOLDER]; see docs/benchmarks/README.md";

/** A wrong option, told without the place in our code. */
export class UsageError extends Error {}

/**
 * `--rows a,b` runs some rows only, `--quick` runs with small numbers to see that the bench itself works, `--out FOLDER`
 * writes elsewhere than docs/benchmarks/.
 */
export function parseOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { rows: { type: "string" }, quick: { type: "boolean", default: false }, out: { type: "string" } },
    });
    return { names: values.rows?.split(","), isQuick: values.quick, out: values.out };
  } catch (error) {
    throw new UsageError(`${error.message}\n${usage}`);
  }
}

/** The rows of these names, all without. */
export function pickRows(rows, names) {
  for (const name of names ?? []) {
    if (!rows.some((row) => row.name === name))
      throw new UsageError(`"${name}" is no row; there are ${rows.map((row) => row.name).join(", ")}`);
  }
  return rows.filter(({ name }) => names?.includes(name) ?? true);
}
