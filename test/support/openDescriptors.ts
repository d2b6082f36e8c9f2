import { existsSync, readdirSync, readlinkSync } from "node:fs";

/** What this process holds open of files whose path has `part` in it, also where they are removed; on Linux only. */
export function openDescriptors(part: string): string[] {
  const folder = "/proc/self/fd";
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .map((descriptor) => {
      try {
        return readlinkSync(`${folder}/${descriptor}`);
      } catch {
        // The one by which the folder was read.
        return "";
      }
    })
    .filter((path) => path.includes(part));
}
