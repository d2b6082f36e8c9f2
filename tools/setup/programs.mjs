// How the programs of others are named, started and ended on each system.
import { spawnSync } from "node:child_process";
import path from "node:path";

/** The file of a program: on Windows it has an ending. */
export function programName(name, platform = process.platform) {
  return platform === "win32" ? `${name}.exe` : name;
}

/** The file of a script that is run like a program. */
export function scriptName(name, platform = process.platform) {
  return platform === "win32" ? `${name}.cmd` : name;
}

/**
 * What is really started for a command: npm is run by our own Node, for on Windows its `npm.cmd` starts in a shell alone.
 * Under `npm run` npm says where it is; else it is beside Node.
 */
export function commandFor(command, args, { platform, env, execPath } = process) {
  if (command !== "npm") return [command, args];
  const { npm_execpath: running = "" } = env;
  if (/npm-cli\.c?js$/.test(running)) return [execPath, [running, ...args]];
  if (platform !== "win32") return [command, args];
  const beside = path.win32.join(path.win32.dirname(execPath), "node_modules", "npm", "bin", "npm-cli.js");
  return [execPath, [beside, ...args]];
}

/**
 * Whether a child leads a process group of its own, by which endTree() ends what it started, too. On Windows there are no
 * groups, and such a child would open a window.
 */
export const isGroupLeader = process.platform !== "win32";

/** Ends a process and all that it started; what is gone already is well. False where nothing was there to be ended. */
export function endTree(pid, signal = "SIGKILL") {
  const isTreeEnded =
    !isGroupLeader && spawnSync("taskkill", ["/T", "/F", "/PID", String(pid)], { stdio: "ignore" }).status === 0;
  try {
    return isTreeEnded || process.kill(isGroupLeader ? -pid : pid, signal);
  } catch {
    return false;
  }
}
