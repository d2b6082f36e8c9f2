import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PackageStream } from "../package/openCode.js";

/** Writes a package into a file of its own, readable by nobody else, from where it can be read as often as needed. */
export async function zipToFile(
  writeAll: (write: (bytes: Uint8Array) => void) => Promise<number>,
): Promise<PackageStream> {
  const folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-"));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const file = path.join(folder, "package.zip");
    const descriptor = openSync(file, "wx", 0o600);
    try {
      const sizeBytes = await writeAll((bytes) => writeSync(descriptor, bytes));
      return { sizeBytes, stream: () => createReadStream(file), close: remove };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    remove();
    throw error;
  }
}
