import type { PackageLimits } from "../package/limits.js";
import { download } from "./download.js";
import { nativeFileWarnings } from "../package/elf.js";
import type { Architecture } from "../package/elf.js";
import { BytesMemo, Memo } from "../remembered/memo.js";
import type { CodeDescription, Findings, OpenCode } from "../package/openCode.js";
import { assertZipSize, inspectZip, listZip } from "../zipReading/zipFile.js";
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
      const { findings, ...digest } = await descriptions.get(uri.href, true, () => describe(uri, label, limits));
      const { warnings, nativeFiles } = findings;
      return digest.codeSha256 === knownCodeSha256
        ? { ...digest, warnings: [] }
        : { ...digest, warnings: [...warnings, ...nativeFileWarnings(nativeFiles, architecture)] };
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

const descriptions = new Memo<Omit<CodeDescription, "warnings"> & { findings: Findings }>();
const contents = new BytesMemo();

async function describe(
  uri: URL,
  label: string,
  limits: PackageLimits,
): Promise<Omit<CodeDescription, "warnings"> & { findings: Findings }> {
  const bytes = await fetchZip(uri, label, limits);
  const findings = await inspectZip(bytes, label);
  return { codeSha256: codeSha256Of(bytes), sizeBytes: bytes.length, findings };
}

async function fetchZip(uri: URL, label: string, limits: PackageLimits): Promise<Buffer> {
  const bytes = await download(uri, label);
  assertZipSize(bytes.length, label, limits);
  return bytes;
}
