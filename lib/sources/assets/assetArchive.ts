import { entryOf, listFolder } from "../folder/directory.js";
import type { NamedAsset } from "./asset.js";
import { download } from "./download.js";
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
  const zips: OpenZip[] = [];
  const problems: string[] = [];
  const entries: ZipEntry[] = [];
  // What is downloaded is held in memory until it is zipped: all of it together gets what one package may have.
  let leftBytes = maxBytes;
  const fetchBytes: Fetch = async (uri, label) => {
    const bytes = await download(uri, label, { maxBytes: leftBytes });
    leftBytes -= bytes.length;
    return bytes;
  };
  for (const asset of assets) {
    try {
      entries.push(...(await openAsset(asset, patterns, zips, fetchBytes)));
    } catch (error) {
      if (!(error instanceof CodeProblems)) {
        closeAll(zips);
        throw error;
      }
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    closeAll(zips);
    throw new CodeProblems(problems);
  }
  return {
    entries,
    close: () => {
      closeAll(zips);
    },
  };
}

type Fetch = (uri: URL, label: string) => Promise<Buffer>;

async function openAsset(
  asset: NamedAsset,
  patterns: readonly string[],
  zips: OpenZip[],
  fetchBytes: Fetch,
): Promise<ZipEntry[]> {
  switch (asset.kind) {
    case "text":
      return [bytesEntry(asset, Buffer.from(asset.text))];
    case "remoteFile":
      return [bytesEntry(asset, await fetchBytes(asset.uri, asset.label))];
    case "remoteArchive": {
      const bytes = await fetchBytes(asset.uri, asset.label);
      return zipEntries(await openZip(bytes, asset.label), asset, zips, codeSha256Of(bytes), 0);
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

function closeAll(zips: readonly OpenZip[]): void {
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
