import type { PackageLimits } from "../package/limits.js";
import { download } from "./download.js";
import { fetchInTurn, type FetchedFile } from "./fetchToDisk.js";
import { nativeFileWarnings } from "../package/elf.js";
import type { Architecture } from "../package/elf.js";
import { Memo } from "../../ground/memo.js";
import { BytesMemo } from "../remembered/memo.js";
import type { CodeDigest, Findings, OpenCode } from "../package/openCode.js";
import { CodeProblems } from "../package/problems.js";
import { inspectZip, listZip } from "../zipReading/inspectZip.js";
import { assertZipSize } from "../zipReading/zipFile.js";
import { codeSha256Of } from "../../ground/codeHash.js";

/** A zip behind a URI, deployed as it is; described once for all functions of an operation, though what is sent is fetched anew. */
export function remoteZip(
  uri: URL,
  label: string,
  architecture: Architecture | undefined,
  limits: PackageLimits,
): OpenCode {
  return {
    describe: async (knownCodeSha256) => {
      const { inspected, ...digest } = await descriptions.once(uri.href, () => describe(uri, label, knownCodeSha256));
      // Of two functions that share it, one may have a staging bucket.
      assertZipSize(digest.sizeBytes, label, limits);
      if (digest.codeSha256 === knownCodeSha256) {
        return { ...digest, warnings: [] };
      }
      // Known to the function that asked first, and new to this one.
      const found = inspected ?? (await findings.once(uri.href, () => withFetched(uri, label, inspect(label))));
      if (found instanceof CodeProblems) {
        throw found;
      }
      const { warnings, nativeFiles, names } = found;
      return { ...digest, warnings: [...warnings, ...nativeFileWarnings(nativeFiles, architecture)], names };
    },
    load: async () => {
      const loaded = await contents.get(uri.href, true, async () => {
        const bytes = await download(uri, label);
        return { bytes, codeSha256: codeSha256Of(bytes) };
      });
      assertZipSize(loaded.bytes.length, label, limits);
      return loaded;
    },
    list: () => withFetched(uri, label, ({ file }) => listZip(file, label)),
    openStream: async () => {
      const { file, read, close } = await fetchInTurn(uri, label);
      return { sizeBytes: file.sizeBytes, stream: read, close };
    },
  };
}

interface Description extends CodeDigest {
  /** Where its hash is not the known one. */
  inspected?: Findings | CodeProblems;
}

const descriptions = new Memo<Description>();
const findings = new Memo<Findings | CodeProblems>();
const contents = new BytesMemo();

function describe(uri: URL, label: string, knownCodeSha256: string | undefined): Promise<Description> {
  return withFetched(uri, label, async (fetched) => {
    const digest = { codeSha256: fetched.codeSha256, sizeBytes: fetched.file.sizeBytes };
    return digest.codeSha256 === knownCodeSha256 ? digest : { ...digest, inspected: await inspect(label)(fetched) };
  });
}

function inspect(label: string): (fetched: FetchedFile) => Promise<Findings | CodeProblems> {
  return ({ file }) => inspectZip(file, label).catch(orProblems);
}

/** Which may be told after what is wrong with its size. */
function orProblems(error: unknown): CodeProblems {
  if (error instanceof CodeProblems) {
    return error;
  }
  throw error;
}

async function withFetched<T>(uri: URL, label: string, use: (fetched: FetchedFile) => Promise<T>): Promise<T> {
  const fetched = await fetchInTurn(uri, label);
  try {
    return await use(fetched);
  } finally {
    await fetched.close();
  }
}
