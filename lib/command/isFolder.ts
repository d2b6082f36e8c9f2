import { statSync } from "node:fs";

/** Whether a command can run there: `pulumi` is started in the folder. */
export function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
