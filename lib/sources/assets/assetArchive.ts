import { type FolderRules, type Listing, listFolder } from "../folder/directory.js";
import { entryOf, readingProblems } from "../folder/entries.js";
import type { NamedAsset } from "./asset.js";
import { type FetchedFile, fetchToDisk, takeAllRoom } from "./fetchToDisk.js";
import { maxDownloadBytes } from "../package/limits.js";
import type { OpenEntries } from "../folder/listedPackage.js";
import { CodeProblems } from "../package/problems.js";
import { lookAtPath } from "../disk/paths.js";
import { openZip } from "../zipReading/zipInspect.js";
import type { OpenZip } from "../zipReading/zipInspect.js";
import { zipEntries } from "./zipEntries.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { codeSha256Of } from "../../ground/codeHash.js";

/** Opens all that an AssetArchive names: files and texts as they are, folders by their ignore rules, zips by their entries. */
export async function openAssets(
  assets: readonly NamedAsset[],
  rules: FolderRules,
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
    const found = await openEach(assets, rules, opened, async (uri, label) => {
      const fetched = await fetchToDisk(uri, label, { maxBytes: leftBytes });
      opened.fetched.push(fetched);
      leftBytes -= fetched.file.sizeBytes;
      return fetched;
    });
    room?.shrinkTo(maxBytes - leftBytes);
    return { ...found, close };
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

/** The entries of all of them, and the problems of all of them. */
async function openEach(
  assets: readonly NamedAsset[],
  rules: FolderRules,
  opened: Opened,
  fetch: Fetch,
): Promise<Listing> {
  const found: Listing = { entries: [], problems: [], warnings: [], notes: [] };
  for (const asset of assets) {
    try {
      await openAsset(asset, rules, opened.zips, fetch, found);
    } catch (error) {
      if (!(error instanceof CodeProblems)) {
        throw error;
      }
      found.problems.push(...error.problems);
    }
  }
  return found;
}

async function openAsset(
  asset: NamedAsset,
  rules: FolderRules,
  zips: OpenZip[],
  fetch: Fetch,
  { entries, problems, warnings, notes }: Listing,
): Promise<void> {
  switch (asset.kind) {
    case "text":
      entries.push(bytesEntry(asset, Buffer.from(asset.text)));
      return;
    case "remoteFile": {
      const { file, codeSha256 } = await fetch(asset.uri, asset.label);
      entries.push({ ...entryOf(asset.name, asset.label, file), fingerprint: codeSha256, changedAtMs: 0 });
      return;
    }
    case "remoteArchive": {
      const { file, codeSha256 } = await fetch(asset.uri, asset.label);
      const zip = await openZip(file, asset.label);
      zips.push(zip);
      entries.push(...(await zipEntries(zip, asset.name, codeSha256, 0)));
      return;
    }
    case "file": {
      const found = lookAtPath(asset.path, `The path of ${asset.label}`);
      if (found.kind === "folder") {
        throw new CodeProblems([
          `The entry ${asset.label} is a FileAsset of a folder. Use new pulumi.asset.FileArchive(…) for it.`,
        ]);
      }
      entries.push(entryOf(asset.name, asset.label, found.file));
      problems.push(...readingProblems(found.file, asset.label));
      return;
    }
    case "archive": {
      const found = lookAtPath(asset.path, `The path of ${asset.label}`);
      if (found.kind === "folder") {
        const listing = await listFolder(found.path, asset.label, rules, asset.name);
        entries.push(...listing.entries);
        problems.push(...listing.problems);
        warnings.push(...listing.warnings);
        notes.push(...listing.notes);
        return;
      }
      const zip = await openZip(found.file, asset.label);
      zips.push(zip);
      entries.push(...(await zipEntries(zip, asset.name, found.file.fingerprint, found.file.changedAtMs)));
      return;
    }
  }
}

function bytesEntry({ name, label }: NamedAsset, bytes: Buffer): ZipEntry {
  return {
    name,
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
