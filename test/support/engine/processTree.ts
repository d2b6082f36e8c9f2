import { execFileSync } from "node:child_process";

/**
 * The ids of the processes below `pid` whose command line holds `text`. Those below a language host are its own: the
 * one for YAML starts a provider for its schema alone.
 */
export function descendantsOf(pid: number, text: string): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, own, parent, args]) => ({ pid: Number(own), parent: Number(parent), args: args ?? "" }));
  const found: number[] = [];
  const visit = (parent: number): void => {
    for (const row of rows.filter((candidate) => candidate.parent === parent)) {
      if (row.args.includes(text)) {
        found.push(row.pid);
      }
      if (!row.args.includes("/pulumi-language-")) {
        visit(row.pid);
      }
    }
  };
  visit(pid);
  return found;
}
