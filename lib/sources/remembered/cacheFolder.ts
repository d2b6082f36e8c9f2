import { lstatSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { quoteName } from "../package/problems.js";

/** The folder of the cache, made if need be; with a warning instead of a path when it cannot be trusted, empty when there can be none. */
export function openCacheFolder(): { path?: string; warning?: string } {
  const path = cachePath(process.env, process.platform, homedir);
  if (path === undefined) {
    return {};
  }
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const fault = faultOf(path);
    if (fault === undefined) {
      return { path };
    }
    const remedy =
      "Correct that, or name another folder in PULUMI_LAMBDA_CODE_CACHE; until then every folder is hashed anew";
    return { warning: `The cache folder ${quoteName(path)} is not used: ${fault}. ${remedy}.` };
  } catch {
    // A read-only home, as in many containers, is nothing to warn of at each run.
    return {};
  }
}

/** Where the cache is, by the customs of the system; undefined where nothing says it. */
export function cachePath(
  { PULUMI_LAMBDA_CODE_CACHE: chosen, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: () => string,
): string | undefined {
  if (chosen !== undefined && chosen !== "") {
    return chosen;
  }
  const paths = platform === "win32" ? win32 : posix;
  const baseFolder = (): string | undefined => {
    // A variable of Unix: from a shell such as Git's it holds a path that Windows takes for one of the current drive.
    if (platform === "win32") {
      return local;
    }
    // A relative one is to be ignored, says its specification.
    if (xdg !== undefined && paths.isAbsolute(xdg)) {
      return xdg;
    }
    return platform === "darwin" ? paths.join(home(), "Library", "Caches") : paths.join(home(), ".cache");
  };
  try {
    const base = baseFolder();
    return base === undefined || !paths.isAbsolute(base) ? undefined : paths.join(base, "pulumi-lambda-code");
  } catch {
    // No home: a user without an entry in /etc/passwd and without HOME.
    return undefined;
  }
}

/** Whoever can write there could tell us a wrong hash, and so hide a change from a preview. */
function faultOf(path: string): string | undefined {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) {
    return "it is not a folder (a symbolic link to one is not followed)";
  }
  const user = process.getuid?.();
  if (user === undefined) {
    return undefined;
  }
  if (stats.uid !== user) {
    return "it belongs to another user";
  }
  return (stats.mode & 0o022) === 0 ? undefined : "other users may write to it (chmod 700 takes that away)";
}
