import { readFileSync } from "node:fs";
import path from "node:path";

/** The plugin's name, as in its tokens and in the keys of a stack's configuration. */
export const packageName = "lambdacode";

/** The release that this package is of: the engine takes no older plugin than it. */
export const packageVersion = (
  JSON.parse(readFileSync(path.join(__dirname, "../../../package.json"), "utf8")) as { version: string }
).version;
