import type { ListedFile } from "../package/fileList.js";
import { CodeProblems } from "../package/problems.js";
import { openLibraryZip } from "../zipReading/zipReader.js";

// The directory of ten thousand files; one that is longer takes a second request.
const tailBytes = 1024 * 1024;

/**
 * The files of the zip behind a presigned URL, from its directory alone, which is at its end. The URL is a credential
 * and is shown nowhere.
 */
export async function listLiveFiles(location: string, label: string, deadlineMs: number): Promise<ListedFile[]> {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    let tail = await fetchTail(location, tailBytes, signal);
    const neededBytes = directoryBytes(tail);
    if (neededBytes > tail.bytes.length) {
      tail = await fetchTail(location, neededBytes, signal);
    }
    return await readDirectory(tail);
  } catch (error) {
    const reason = signal.aborted ? `it took longer than ${deadlineMs / 1000} s` : codeOf(error);
    throw new CodeProblems([`the directory of ${label} could not be read: ${reason}`]);
  }
}

interface Tail {
  /** Of the whole zip. */
  sizeBytes: number;
  bytes: Buffer;
}

async function fetchTail(location: string, lengthBytes: number, signal: AbortSignal): Promise<Tail> {
  const response = await fetch(location, { headers: { range: `bytes=-${lengthBytes}` }, signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server answered ${response.status}`);
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  // A server without ranges sends the whole.
  return { sizeBytes: response.status === 206 && total !== undefined ? Number(total) : bytes.length, bytes };
}

/** How many bytes from the end it takes to have the whole directory. */
function directoryBytes({ sizeBytes, bytes }: Tail): number {
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  return end < 0 || end + 22 > bytes.length ? 0 : sizeBytes - bytes.readUInt32LE(end + 16);
}

async function readDirectory({ sizeBytes, bytes }: Tail): Promise<ListedFile[]> {
  const { getFileNameLowLevel } = await import("yauzl");
  const startBytes = sizeBytes - bytes.length;
  const zip = await openLibraryZip({
    sizeBytes,
    read: (from, length) => bytes.subarray(from - startBytes, from - startBytes + length),
    close: () => undefined,
  });
  const files: ListedFile[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    if (!name.endsWith("/")) {
      files.push({ name, sizeBytes: entry.uncompressedSize, crc32: entry.crc32 });
    }
  }
  return files;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.message) : "the connection broke";
}
