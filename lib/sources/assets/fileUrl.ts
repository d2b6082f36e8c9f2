import { fileURLToPath } from "node:url";

/**
 * The path that a file: URL names here, undefined where it names none: another machine's, on Windows one without a drive, or
 * one with a slash or a zero byte in its escapes.
 */
export function pathOfFileUrl(url: URL, isWindows = process.platform === "win32"): string | undefined {
  try {
    // Before Node 20.13 it goes by the platform alone.
    const path = fileURLToPath(url, { windows: isWindows });
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
}
