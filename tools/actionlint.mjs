// actionlint, the linter of GitHub's workflows, built from Go modules into the cache.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keepInCache } from "./setup/cache.mjs";
import { run } from "./setup/command.mjs";
import { buildGoTool, checkGo } from "./setup/go.mjs";
import { isAtLeast } from "./setup/isAtLeast.mjs";
import { pinOf } from "./setup/pin.mjs";
import { programName } from "./setup/programs.mjs";

const module = fileURLToPath(new URL("actionlint", import.meta.url));
const program = programName("actionlint");

/** The program of actionlint, which is built if need be; where there is no Go, the one on PATH, if it is new enough. */
export async function ensureActionlint(say = (line) => console.error(`actionlint: ${line}`)) {
  const modules = await readFile(path.join(module, "go.mod"), "utf8");
  const version = /rhysd\/actionlint v(\S+)/.exec(modules)[1];
  const oldestGo = /^go (\S+)$/m.exec(modules)[1];
  const pin = await pinOf(path.join(module, "go.sum"));
  const name = `actionlint-${version}-${pin}-${process.platform}-${process.arch}`;
  const check = async (folder) => {
    const found = await versionOf(path.join(folder, program));
    if (found !== `v${version}`) throw new Error(`it gave ${found}, not v${version}`);
  };
  const make = async (folder) => {
    await checkGo(oldestGo, `actionlint ${version}`);
    await buildGoTool({ name: "actionlint", cwd: module, bin: folder, about: "about 10 seconds", say });
  };
  try {
    return path.join(await keepInCache(name, { check, make, say }), program);
  } catch (error) {
    if (isAtLeast(await versionOf("actionlint").catch(() => "v0.0"), version)) return "actionlint";
    throw new Error(
      `actionlint, which checks the workflows, could not be built (${error.message}): ` +
        `install Go ${oldestGo} or newer, or actionlint ${version} or newer, and run it again.`,
      { cause: error },
    );
  }
}

/** What is wrong with a workflow, a line a fault; `file` is its name in these lines. */
export function faultsOf(actionlint, file, text) {
  return [...unpinned(file, text), ...faultsSeen(actionlint, file, text.replaceAll(pinned, "$1@v$2"))];
}

// actionlint knows the inputs of well-known actions by their versions, not by their commits.
const pinned = /(?<=^[ -]*uses: )([\w-]+\/[\w/-]+)@[0-9a-f]{40} # v(\d+)\.\d+\.\d+$/gm;

function unpinned(file, text) {
  return text.split("\n").flatMap((line, index) => {
    const isPinned = !/\buses: +(?!\.\/)/.test(line) || line.search(pinned) !== -1;
    return isPinned
      ? []
      : [`${file}:${index + 1}: ${line.trim()}: name the commit, and its version: @<40 digits> # v1.2.3`];
  });
}

function faultsSeen(actionlint, file, text) {
  // What else is installed on a machine must not change the verdict.
  const alone = ["-shellcheck=", "-pyflakes="];
  const args = ["-no-color", "-oneline", ...alone, "-stdin-filename", file, "-"];
  try {
    execFileSync(actionlint, args, { input: text, encoding: "utf8", timeout: 60_000 });
    return [];
  } catch (error) {
    // 1: it found something. Anything else is a mistake of ours.
    if (error.status !== 1) throw error;
    return error.stdout.trim().split("\n");
  }
}

async function versionOf(command) {
  return (await run(command, ["-version"], { what: `${command} -version` })).split("\n")[0].trim();
}
