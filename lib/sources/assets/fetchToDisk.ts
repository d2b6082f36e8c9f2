import type { Network } from "../../access/access.js";
import { createHash } from "node:crypto";
import { type DownloadLimits, openDownload, type Download } from "./download.js";
import type { FileState } from "../disk/files.js";
import { openTemporaryFile, type TemporaryFile } from "../disk/temporaryFile.js";
import { maxDownloadBytes } from "../package/limits.js";
import { ByteBudget, type Room } from "../../ground/byteBudget.js";

/** What was fetched, until it is closed. */
export interface FetchedFile extends Pick<TemporaryFile, "read" | "close"> {
  file: FileState;
  codeSha256: string;
}

/** Of all that a program fetches, so much lies on the disk at once: the largest package alone, or several smaller ones. */
const roomOnDisk = new ByteBudget(maxDownloadBytes);

/** Fetches into a temporary file, as soon as there is room for it beside what else this program fetches. */
export async function fetchInTurn(
  uri: URL,
  label: string,
  limits: Partial<DownloadLimits> = {},
  network: Network = {},
): Promise<FetchedFile> {
  let answer = await openDownload(uri, label, limits, network);
  const room = roomOnDisk.ask(answer.announcedBytes ?? limits.maxBytes ?? maxDownloadBytes);
  try {
    if (!room.isGranted) {
      // No server waits with an answer until the others have been read.
      await answer.cancel();
      await room.granted;
      answer = await openDownload(uri, label, limits, network);
    }
    const fetched = await keep(answer, label);
    room.shrinkTo(fetched.file.sizeBytes);
    const close = async () => {
      await fetched.close();
      room.leave();
    };
    return { ...fetched, close };
  } catch (error) {
    room.leave();
    throw error;
  }
}

/** All of the room, for who fetches several files before the first is let go: two of them would wait for each other. */
export function takeAllRoom(): Room {
  return roomOnDisk.ask(maxDownloadBytes);
}

/** Fetches into a temporary file at once, in a room taken before. */
export async function fetchToDisk(uri: URL, label: string, limits: Partial<DownloadLimits>): Promise<FetchedFile> {
  return keep(await openDownload(uri, label, limits), label);
}

async function keep(answer: Download, label: string): Promise<FetchedFile> {
  const hash = createHash("sha256");
  let temporary: TemporaryFile;
  try {
    temporary = openTemporaryFile(label);
  } catch (error) {
    // Else the answer holds its connection, and with it the process, until its time is over.
    await answer.cancel();
    throw error;
  }
  try {
    await answer.readInto((bytes) => {
      hash.update(bytes);
      temporary.write(bytes);
    });
    const { read, close } = temporary;
    return { file: temporary.finish(), codeSha256: hash.digest("base64"), read, close };
  } catch (error) {
    await temporary.close();
    throw error;
  }
}
