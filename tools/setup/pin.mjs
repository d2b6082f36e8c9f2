import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/**
 * Eight digits of what these files hold. They go into the name of a cache entry, so that another pin is another entry: two
 * checkouts of the project may share the cache.
 */
export async function pinOf(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex").slice(0, 8);
}
