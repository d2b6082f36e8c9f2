import { zipSync } from "fflate";

/** A small zip that Lambda would take, from names and texts; equal input gives equal bytes. */
export function zipOf(files: Readonly<Record<string, string>> = { "index.js": "" }): Buffer {
  const entries = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1), level: 6 }));
}
