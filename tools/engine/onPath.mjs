// The engine a person has already: `pulumi` on PATH, if it is new enough and can run Node programs.
import { access, constants, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../setup/command.mjs";
import { programName } from "../setup/programs.mjs";
import { isAtLeast } from "../setup/isAtLeast.mjs";
import { oldestVersionOnPath } from "./versions.mjs";

/** The folder of the `pulumi` on PATH that has these files too; throws with the reason why there is none to be used. */
export async function findOnPath(files) {
  const pulumi = await firstOnPath(programName("pulumi"));
  if (!pulumi) throw new Error("no `pulumi` on PATH");
  const version = await pulumiVersion(pulumi);
  if (!version.startsWith("v3.") || !isAtLeast(version, oldestVersionOnPath))
    throw new Error(`${pulumi} is ${version}; it takes ${oldestVersionOnPath} or newer, below 4`);
  for (const folder of [path.dirname(pulumi), path.dirname(await realpath(pulumi))]) {
    if (await areExecutable(folder, files)) return folder;
  }
  throw new Error(`${pulumi} has no ${files.join(" and ")} beside it`);
}

/** What `pulumi version` prints, "v3.250.0" say. It starts no plugin and asks no network. */
export async function pulumiVersion(pulumi) {
  // Even this command makes its home folder, and the user's is none of ours.
  const home = await mkdtemp(path.join(tmpdir(), "pulumi-lambda-code-home-"));
  try {
    const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "1" };
    return (await run(pulumi, ["version"], { env, what: `${pulumi} version` })).trim();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Whether all these files are in the folder and may be run. */
export async function areExecutable(folder, files) {
  return (await Promise.all(files.map((file) => isExecutable(path.join(folder, file))))).every(Boolean);
}

async function isExecutable(file) {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function firstOnPath(name) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    if (folder !== "" && (await isExecutable(path.join(folder, name)))) return path.join(path.resolve(folder), name);
  }
  return undefined;
}
