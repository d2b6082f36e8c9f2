import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Whether the module of this `import.meta.url` is the program that node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && url === pathToFileURL(realpathSync(process.argv[1])).href;
}
