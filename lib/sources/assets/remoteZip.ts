import type { PackageLimits } from "../package/limits.js";
import { download } from "./download.js";
import { nativeFileWarnings } from "../package/elf.js";
import type { Architecture } from "../package/elf.js";
import { BytesMemo, Memo } from "../remembered/memo.js";
import type { CodeDigest, Findings, OpenCode } from "../package/openCode.js";
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
      const make = () => describe(uri, label, limits, knownCodeSha256);
      const { digest, inspected } = await descriptions.get(uri.href, true, make);
      if (digest.codeSha256 === knownCodeSha256) {
        return { ...digest, warnings: [] };
      }
      // Known to the function that asked first, and new to this one.
      const inspect = async () => inspected ?? inspectZip(await fetchZip(uri, label, limits), label);
      const { warnings, nativeFiles, names } = await findings.get(uri.href, true, inspect);
      return { ...digest, warnings: [...warnings, ...nativeFileWarnings(nativeFiles, architecture)], names };
    },
    load: () =>
      contents.get(uri.href, true, async () => {
        const bytes = await fetchZip(uri, label, limits);
        return { bytes, codeSha256: codeSha256Of(bytes) };
      }),
    list: async () => listZip(await fetchZip(uri, label, limits), label),
    openStream: async () => {
      const bytes = await fetchZip(uri, label, limits);
      return { stream: () => [bytes], sizeBytes: bytes.length, close: () => undefined };
    },
  };
}

const descriptions = new Memo<Description>();
const findings = new Memo<Findings>();
const contents = new BytesMemo();

interface Description {
  digest: CodeDigest;
  /** Where its hash is not the known one. */
  inspected?: Findings;
}

async function describe(
  uri: URL,
  label: string,
  limits: PackageLimits,
  knownCodeSha256: string | undefined,
): Promise<Description> {
  const bytes = await fetchZip(uri, label, limits);
  const digest = { codeSha256: codeSha256Of(bytes), sizeBytes: bytes.length };
  return digest.codeSha256 === knownCodeSha256 ? { digest } : { digest, inspected: await inspectZip(bytes, label) };
}

async function fetchZip(uri: URL, label: string, limits: PackageLimits): Promise<Buffer> {
  const bytes = await download(uri, label);
  assertZipSize(bytes.length, label, limits);
  return bytes;
}
