import { nameOfCode, shapeOf } from "./assets/asset.js";
import type { RawCode } from "./assets/asset.js";
import { openAssets } from "./assets/assetArchive.js";
import { listFolder } from "./folder/directory.js";
import type { Architecture } from "./package/elf.js";
import { listedPackage } from "./folder/listedPackage.js";
import type { ListedFile } from "./package/fileList.js";
import { limitsFor, type PackageLimits } from "./package/limits.js";
import type { CodeDescription, OpenCode, PackageStream } from "./package/openCode.js";
import { withoutRules } from "./folder/rulesBesideZip.js";
import { lookAtPath } from "./disk/paths.js";
import { CodeProblems } from "./package/problems.js";
import { remoteZip } from "./assets/remoteZip.js";
import { zipOnDisk } from "./zipReading/zipFile.js";

export { CodeProblems, nameOfCode };
export type { CodeDescription, PackageStream, RawCode };

/** What a program asks to have deployed. */
export interface CodeRequest {
  code: RawCode;
  /** Gitignore patterns on top of .lambdaignore, for folders. */
  ignore?: string[];
  /** What becomes of links that lead out of a folder. */
  links?: "follow";
  /** For the warning about native files; absent: a warning only when they contradict each other. */
  architecture?: Architecture;
  /** Without them, those of a direct upload. */
  limits?: PackageLimits;
}

/**
 * For check: the hash of what would be deployed. Throws CodeProblems. When the hash is `knownCodeSha256`, found sound at an
 * earlier deployment, nothing is inspected again, and nothing is warned of again.
 */
export async function describeCode(request: CodeRequest, knownCodeSha256?: string): Promise<CodeDescription> {
  return open(request).describe(knownCodeSha256);
}

/** For create and update: the exact bytes. Throws CodeProblems when their hash is not `codeSha256`. */
export async function loadCode(request: CodeRequest, codeSha256: string): Promise<Uint8Array> {
  const { bytes, codeSha256: found } = await open(request).load();
  if (found !== codeSha256) {
    const hashes = `the hash is ${found} and should be ${codeSha256}`;
    const fault = "changed between the preview and its deployment";
    throw new CodeProblems([`The code ${nameOfCode(request.code)} ${fault}: ${hashes}. Nothing was sent. Run again.`]);
  }
  return bytes;
}

/** For a staging bucket: the bytes piece by piece. Throws CodeProblems. */
export async function streamCode(request: CodeRequest): Promise<PackageStream> {
  return open(request).openStream();
}

/** The files of a package, for a comparison with what runs. Throws CodeProblems. */
export async function listCode(request: CodeRequest): Promise<ListedFile[]> {
  return open(request).list();
}

/** What is wrong with `code` as far as that can be told without looking at the disk. */
export function codeShapeProblems(code: unknown): string[] {
  const shape = shapeOf(code);
  return shape.kind === "problems" ? shape.problems : [];
}

/** What each way of naming code is to the two calls above. */
function open({ code, ignore = [], links, architecture, limits = limitsFor(false) }: CodeRequest): OpenCode {
  const label = nameOfCode(code);
  const rules = { ignore, links };
  const shape = shapeOf(code);
  switch (shape.kind) {
    case "problems":
      throw new CodeProblems(shape.problems);
    case "remote":
      return withoutRules(remoteZip(shape.uri, label, architecture, limits), label, rules);
    case "assets":
      return listedPackage(JSON.stringify([process.cwd(), code, rules]), label, architecture, limits, () =>
        openAssets(shape.assets, rules),
      );
    case "path": {
      const found = lookAtPath(shape.path, `The path ${label}`);
      if (found.kind === "file") {
        return withoutRules(zipOnDisk(found.file, label, architecture, limits), label, rules);
      }
      if (shape.wants === "file") {
        throw new CodeProblems([`The path ${label} is a folder. Use new pulumi.asset.FileArchive(…) for a folder.`]);
      }
      return listedPackage(JSON.stringify([found.path, rules]), label, architecture, limits, async () => ({
        ...(await listFolder(found.path, label, rules)),
        close: () => Promise.resolve(),
      }));
    }
  }
}
