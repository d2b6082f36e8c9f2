import { entryOf, listFolder } from "../folder/directory.js";
import type { NamedAsset } from "./asset.js";
import { type FetchedFile, fetchToDisk, takeAllRoom } from "./fetchToDisk.js";
import { entriesOfOneName, plainName } from "../package/entryNames.js";
import { maxDownloadBytes } from "../package/limits.js";
import type { OpenEntries } from "../folder/listedPackage.js";
import { CodeProblems, failOn, quoteName } from "../package/problems.js";
import { lookAtPath } from "../disk/paths.js";
import { type FoundEntry, isKnownMethod, isLink } from "../zipReading/entryData.js";
import { openZip } from "../zipReading/zipInspect.js";
import type { OpenZip } from "../zipReading/zipInspect.js";
import { isSameFile, nameOfMethod } from "../zipReading/zipWarnings.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { codeSha256Of } from "../../ground/codeHash.js";

/** Opens all that an AssetArchive names: files and texts as they are, folders by their ignore rules, zips by their entries. */
export async function openAssets(
  assets: readonly NamedAsset[],
  patterns: readonly string[],
  maxBytes = maxDownloadBytes,
): Promise<OpenEntries> {
  const isRemote = assets.some(({ kind }) => kind === "remoteFile" || kind === "remoteArchive");
  const room = isRemote ? takeAllRoom() : undefined;
  await room?.granted;
  const opened: Opened = { zips: [], fetched: [] };
  const close = async (): Promise<void> => {
    try {
      closeZips(opened.zips);
    } finally {
      await Promise.all(opened.fetched.map((file) => file.close()));
      room?.leave();
    }
  };
  try {
    // Fetched one after the other: all of them together get what one package may have.
    let leftBytes = maxBytes;
    const entries = await openEach(assets, patterns, opened, async (uri, label) => {
      const fetched = await fetchToDisk(uri, label, { maxBytes: leftBytes });
      opened.fetched.push(fetched);
      leftBytes -= fetched.file.sizeBytes;
      return fetched;
    });
    room?.shrinkTo(maxBytes - leftBytes);
    return { entries, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opened {
  zips: OpenZip[];
  fetched: FetchedFile[];
}

type Fetch = (uri: URL, label: string) => Promise<FetchedFile>;

/** The entries of all of them, or the problems of all of them. */
async function openEach(
  assets: readonly NamedAsset[],
  patterns: readonly string[],
  { zips }: Opened,
  fetch: Fetch,
): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const problems: string[] = [];
  for (const asset of assets) {
    try {
      entries.push(...(await openAsset(asset, patterns, zips, fetch)));
    } catch (error) {
      if (!(error instanceof CodeProblems)) {
        throw error;
      }
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
  return entries;
}

async function openAsset(
  asset: NamedAsset,
  patterns: readonly string[],
  zips: OpenZip[],
  fetch: Fetch,
): Promise<ZipEntry[]> {
  switch (asset.kind) {
    case "text":
      return [bytesEntry(asset, Buffer.from(asset.text))];
    case "remoteFile": {
      const { file, codeSha256 } = await fetch(asset.uri, asset.label);
      return [{ ...entryOf(asset.name, asset.label, file), fingerprint: codeSha256, changedAtMs: 0 }];
    }
    case "remoteArchive": {
      const { file, codeSha256 } = await fetch(asset.uri, asset.label);
      return zipEntries(await openZip(file, asset.label), asset, zips, codeSha256, 0);
    }
    case "file": {
      const found = lookAtPath(asset.path, `The path of ${asset.label}`);
      if (found.kind === "folder") {
        throw new CodeProblems([
          `The entry ${asset.label} is a FileAsset of a folder. Use new pulumi.asset.FileArchive(…) for it.`,
        ]);
      }
      return [entryOf(asset.name, asset.label, found.file)];
    }
    case "archive": {
      const found = lookAtPath(asset.path, `The path of ${asset.label}`);
      if (found.kind === "folder") {
        return listFolder(found.path, asset.label, patterns, asset.name);
      }
      const zip = await openZip(found.file, asset.label);
      return zipEntries(zip, asset, zips, found.file.fingerprint, found.file.changedAtMs);
    }
  }
}

function bytesEntry({ name, label }: NamedAsset, bytes: Buffer): ZipEntry {
  return {
    name: name.normalize("NFC"),
    label,
    sizeBytes: bytes.length,
    fingerprint: codeSha256Of(bytes),
    changedAtMs: 0,
    // eslint-disable-next-line @typescript-eslint/require-await -- the others come from a disk
    async *read() {
      yield bytes;
    },
    readHead: (lengthBytes) => Promise.resolve(bytes.subarray(0, lengthBytes)),
  };
}

function zipEntries(
  zip: OpenZip,
  { name, label }: NamedAsset,
  zips: OpenZip[],
  fingerprint?: string,
  changedAtMs?: number,
): ZipEntry[] {
  zips.push(zip);
  failOn(unpackProblems(zip, label));
  return withoutCopies(zip.entries).map((entry) => ({
    ...entry,
    name: (name + plainName(entry.name)).normalize("NFC"),
    // In the new zip the name is in UTF-8.
    rawName: undefined,
    fingerprint,
    changedAtMs,
  }));
}

/** Why the entries of a zip cannot be put into a package of ours. */
function unpackProblems({ entries }: OpenZip, label: string): string[] {
  const link = entries.find(isLink);
  const others = entries.filter(({ method }) => !isKnownMethod(method));
  return [
    ...(link === undefined
      ? []
      : [
          `The zip ${label} has the symbolic link ${quoteName(link.name)}, which cannot be put into another zip. Deploy that zip by itself, or build it without links.`,
        ]),
    ...others.map(
      ({ label: what, method }) =>
        `The entry ${what} is compressed by ${nameOfMethod(method)}, which cannot be unpacked here to be put into another zip. Build that zip with default settings, or deploy it by itself.`,
    ),
  ];
}

/** Build tools put the same licence in many times; only what differs is a question. */
function withoutCopies(entries: FoundEntry[]): FoundEntry[] {
  const copies = new Set(
    entriesOfOneName(entries).flatMap(([first, ...others]) =>
      others.filter((other) => first !== undefined && isSameFile(first, other)),
    ),
  );
  return copies.size === 0 ? entries : entries.filter((entry) => !copies.has(entry));
}

function closeZips(zips: readonly OpenZip[]): void {
  const problems = zips.flatMap((zip) => {
    try {
      zip.close();
      return [];
    } catch (error) {
      return error instanceof CodeProblems ? error.problems : [String(error)];
    }
  });
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
}
