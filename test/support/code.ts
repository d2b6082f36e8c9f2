import { writeFileSync } from "node:fs";
import path from "node:path";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { zipOf } from "./strictLambda/index.js";

/** A zip on disk and its hash. */
export interface Code {
  path: string;
  hash: string;
  bytes: Buffer;
}

/** Writes a zip whose only handler answers `text`. */
export function writeCode(folder: string, text: string): Code {
  const bytes = zipOf({ "index.js": text });
  const file = path.join(folder, `${text}.zip`);
  writeFileSync(file, bytes);
  return { path: file, hash: codeSha256Of(bytes), bytes };
}
