// The cache of the set-up: one folder outside git, each entry whole or absent, however many runs make it at once.
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import path from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./isAlive.mjs";

const beatSeconds = 5;
const staleSeconds = 30;
const waitMinutes = 30;

/** Where the engine and the emulator are kept: PULUMI_LAMBDA_CODE_CACHE, else the user's cache folder. */
export function cacheFolder() {
  if (process.env.PULUMI_LAMBDA_CODE_CACHE) return path.resolve(process.env.PULUMI_LAMBDA_CODE_CACHE);
  // On Windows a shell such as Git's may set the first one, to a path that Windows has not.
  const custom = process.platform === "win32" ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
  return path.join(custom || path.join(homedir(), ".cache"), "pulumi-lambda-code");
}

/**
 * Answers the folder of a cache entry, made by `make(temporary folder)` if it is not there or `check(folder)` throws.
 * It is made beside its place and renamed into it, so that a run that was killed leaves nothing half-made behind.
 */
export async function keepInCache(name, { check, make, say }) {
  const root = cacheFolder();
  const folder = path.join(root, name);
  if (await passes(check, folder)) return folder;
  await mkdir(root, { recursive: true });
  const release = await lock(path.join(root, `${name}.lock`), say);
  try {
    if (await passes(check, folder)) return folder;
    await removeLeftovers(root, name);
    const temporary = path.join(root, `${name}.${process.pid}-${randomBytes(3).toString("hex")}.tmp`);
    try {
      await mkdir(temporary);
      await make(temporary);
      await check(temporary);
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return folder;
  } finally {
    await release();
  }
}

async function passes(check, folder) {
  try {
    await stat(folder);
    await check(folder);
    return true;
  } catch {
    return false;
  }
}

// The holder touches its lock file as long as it lives, so that one left behind by a killed run is known by its age.
// Two waiters taking over at the same moment do the work twice, and the rename keeps the entry whole all the same.
async function lock(file, say) {
  const started = Date.now();
  let said = false;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(JSON.stringify({ pid: process.pid, hostname: hostname() }));
      await handle.close();
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (await isStale(file)) await rm(file, { force: true });
    else if (Date.now() - started > waitMinutes * 60_000)
      throw new Error(`${file} was held by another run for ${waitMinutes} minutes. Delete it if no such run is left.`);
    else {
      if (!said) say(`another run is setting this up (${file}); waiting for it`);
      said = true;
      await sleep(1000);
    }
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), beatSeconds * 1000);
  return async () => {
    clearInterval(beat);
    await rm(file, { force: true });
  };
}

async function isStale(file) {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > staleSeconds * 1000) return true;
    const holder = JSON.parse(await readFile(file, "utf8"));
    return holder.hostname === hostname() && !isAlive(holder.pid);
  } catch {
    return false; // released, or not written yet: look again
  }
}

// What killed runs left behind. A run that lost a race for the lock may still be making its own, and is alive.
async function removeLeftovers(root, name) {
  for (const entry of await readdir(root)) {
    const pid = entry.startsWith(`${name}.`) ? /^(\d+)-\w+\.tmp$/.exec(entry.slice(name.length + 1))?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) await rm(path.join(root, entry), { recursive: true, force: true });
  }
}
