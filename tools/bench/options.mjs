// What `npm run bench -- …` takes.
import { parseArgs } from "node:util";

/**
 * `--rows a,b` runs some rows only, `--quick` runs with small numbers to see that the bench itself works, `--out FOLDER`
 * writes elsewhere than docs/benchmarks/.
 */
export function parseOptions(args, rows) {
  const { values } = parseArgs({
    args,
    options: { rows: { type: "string" }, quick: { type: "boolean", default: false }, out: { type: "string" } },
  });
  const names = values.rows?.split(",") ?? rows.map(({ name }) => name);
  for (const name of names) {
    if (!rows.some((row) => row.name === name))
      throw new Error(`"${name}" is no row; there are ${rows.map((row) => row.name).join(", ")}`);
  }
  return { rows: rows.filter(({ name }) => names.includes(name)), isQuick: values.quick, out: values.out };
}
