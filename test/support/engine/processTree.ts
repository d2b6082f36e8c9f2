import { execFileSync } from "node:child_process";

/**
 * The ids of the processes below `pid` whose command line holds `text`. Those below a language host are its own: the
 * one for YAML starts a provider for its schema alone.
 */
export function descendantsOf(pid: number, text: string): number[] {
  const rows = runningProcesses();
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

/**
 * Ends a process and all below it by SIGKILL, as a machine or a container that goes down does: the engine has its plugins in
 * process groups of their own.
 */
export function killTree(pid: number): void {
  const rows = runningProcesses();
  const tree = [pid];
  for (const parent of tree) {
    tree.push(...rows.filter((row) => row.parent === parent).map((row) => row.pid));
  }
  for (const each of tree) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has ended with its parent.
    }
  }
}

function runningProcesses(): { pid: number; parent: number; args: string }[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, own, parent, args]) => ({ pid: Number(own), parent: Number(parent), args: args ?? "" }));
}
