import { openTemporaryFile } from "../disk/temporaryFile.js";
import type { PackageStream } from "../package/openCode.js";

/** Writes a package into a temporary file, from where it can be read as often as needed. */
export async function zipToFile(
  label: string,
  writeAll: (write: (bytes: Uint8Array) => void) => Promise<number>,
): Promise<PackageStream> {
  const file = openTemporaryFile(label);
  try {
    const sizeBytes = await writeAll(file.write);
    file.finish();
    return { sizeBytes, stream: file.read, close: file.close };
  } catch (error) {
    await file.close();
    throw error;
  }
}
