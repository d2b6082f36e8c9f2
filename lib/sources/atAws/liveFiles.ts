import type { Access } from "../../access/access.js";
import { settingsOf } from "../../aws/clients/settings.js";
import { type Agents, agentsFor } from "../../aws/network/agents.js";
import { LocalError } from "../../aws/network/localError.js";
import { messageOf } from "../../ground/errors.js";
import { httpGet } from "../assets/httpGet.js";
import type { ListedFile } from "../package/fileList.js";
import { CodeProblems } from "../package/problems.js";
import { printable } from "../../ground/printable.js";
import {
  type EndRecords,
  findPrependedBytes,
  maxTailBytes,
  type ReadBytes,
  readEndRecords,
} from "../zipReading/endRecords.js";
import { isLink, modeOf } from "../zipReading/entryData.js";
import { nameReader } from "../zipReading/entryName.js";
import { openLibraryZip } from "../zipReading/zipReader.js";

/**
 * The files of the zip behind a presigned URL, from its directory alone, which is at its end. The URL is a credential
 * and is shown nowhere.
 */
export async function listLiveFiles(
  location: string,
  label: string,
  access: Access,
  deadlineMs: number,
): Promise<ListedFile[]> {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const agents = await agentsFor((await settingsOf(access)).network);
    const fetchTail = (lengthBytes: number) => getTail(new URL(location), lengthBytes, signal, agents);
    // The directory of ten thousand files; one that is longer takes a second request.
    let tail = await fetchTail(maxTailBytes);
    const records = readEndRecords(readerOf(tail), tail.sizeBytes);
    if (typeof records === "string") {
      throw new Error(`it ${records}`);
    }
    const neededBytes = tail.sizeBytes - records.directoryStart;
    if (neededBytes > tail.bytes.length) {
      tail = await fetchTail(neededBytes);
    }
    return await readDirectory(tail, records);
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

async function getTail(
  location: URL,
  lengthBytes: number,
  signal: AbortSignal,
  agents: Agents | undefined,
): Promise<Tail> {
  const { status, headers, body } = await httpGet(location, { range: `bytes=-${lengthBytes}` }, signal, agents);
  if (status < 200 || status > 299) {
    body.destroy();
    throw new Error(`the server answered ${status}`);
  }
  const bytes = Buffer.concat(await body.toArray());
  const total = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
  // A server without ranges sends the whole.
  return { sizeBytes: status === 206 && total !== undefined ? Number(total) : bytes.length, bytes };
}

/** Reads by places in the whole zip, of which only the end is there. */
function readerOf({ sizeBytes, bytes }: Tail): ReadBytes {
  const missingBytes = sizeBytes - bytes.length;
  return (from, lengthBytes) =>
    bytes.subarray(Math.max(0, from - missingBytes), Math.max(0, from + lengthBytes - missingBytes));
}

async function readDirectory(tail: Tail, records: EndRecords): Promise<ListedFile[]> {
  const read = readerOf(tail);
  const prependedBytes = findPrependedBytes(records, read);
  if (typeof prependedBytes === "string") {
    throw new Error(`it ${prependedBytes}`);
  }
  const readZip: ReadBytes = (from, lengthBytes) => read(from + prependedBytes, lengthBytes);
  const zip = await openLibraryZip(readZip, records.recordsStart - prependedBytes, records);
  const nameOf = await nameReader();
  const files: ListedFile[] = [];
  for await (const entry of zip.eachEntry()) {
    const { name } = nameOf(entry);
    if (!name.endsWith("/")) {
      files.push({
        name,
        sizeBytes: entry.uncompressedSize,
        crc32: entry.crc32,
        isLink: isLink({ mode: modeOf(entry) }),
      });
    }
  }
  return files;
}

function codeOf(error: unknown): string {
  if (error instanceof LocalError || !(error instanceof Error)) {
    return messageOf(error);
  }
  return printable("code" in error ? String(error.code) : error.message);
}
