import { createWriteStream, writeFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { npmTool } from "../support/artefacts/artefactTools.js";
import {
  describeVerdicts,
  sampleFiles,
  sampleNames,
  type Verdict,
  type Workbench,
} from "../support/artefacts/verdicts.js";

interface Archiver extends NodeJS.ReadableStream {
  directory(folder: string, prefix: false): void;
  finalize(): Promise<void>;
}
interface Yazl {
  outputStream: NodeJS.ReadableStream;
  addFile(file: string, name: string, options?: object): void;
  addBuffer(bytes: Buffer, name: string, options?: object): void;
  addEmptyDirectory(name: string): void;
  end(options?: object): void;
}
interface JsZip {
  file(name: string, text: string): void;
  generateAsync(options: object): Promise<Buffer>;
}
interface Fflate {
  zipSync: (files: Record<string, Uint8Array>, options?: object) => Uint8Array;
}

const archiver = (
  by: string,
  version: "archiver5" | "archiver7",
  options: object,
  more: Partial<Verdict> = {},
): Verdict => ({
  by,
  make: async ({ sample, out }) => {
    const make = npmTool(version) as (format: "zip", options: object) => Archiver;
    const archive = make("zip", options);
    archive.directory(sample, false);
    await Promise.all([pipeline(archive, createWriteStream(out("a.zip"))), archive.finalize()]);
    return out("a.zip");
  },
  ...more,
});

const yazl = (by: string, entryOptions: object, endOptions: object, more: Partial<Verdict> = {}): Verdict => ({
  by,
  make: async ({ sample, out }) => {
    const { ZipFile } = npmTool("yazl") as { ZipFile: new () => Yazl };
    const zip = new ZipFile();
    for (const name of sampleNames) {
      zip.addFile(path.join(sample, name), name, entryOptions);
    }
    zip.addEmptyDirectory("empty");
    zip.end(endOptions);
    await pipeline(zip.outputStream, createWriteStream(out("a.zip")));
    return out("a.zip");
  },
  ...more,
});

const jszip = (
  by: string,
  options: object,
  more: Partial<Verdict> & { files?: Record<string, string> } = {},
): Verdict => ({
  by,
  make: async ({ out }) => {
    const zip = new (npmTool("jszip") as new () => JsZip)();
    for (const [name, text] of Object.entries(more.files ?? sampleFiles)) {
      zip.file(name, text);
    }
    writeFileSync(out("a.zip"), await zip.generateAsync({ type: "nodebuffer", ...options }));
    return out("a.zip");
  },
  ...more,
});

const fflate = (by: string, files: Record<string, string>, options: object, more: Partial<Verdict> = {}): Verdict => ({
  by,
  make: ({ out }) => {
    const { zipSync } = npmTool("fflate") as Fflate;
    const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
    writeFileSync(out("a.zip"), zipSync(bytes, options));
    return out("a.zip");
  },
  ...more,
});

const admZip = ({ sample, out }: Workbench): string => {
  const Zip = npmTool("adm-zip") as new () => { addLocalFolder(folder: string): void; writeZip(file: string): void };
  const zip = new Zip();
  zip.addLocalFolder(sample);
  zip.writeZip(out("a.zip"));
  return out("a.zip");
};

const many = Object.fromEntries(Array.from({ length: 65_540 }, (_, index) => [`f${index}`, ""]));
const wrapped = [/has more entries than its last record counts \(4\): some tools count to 65,535 and begin again/];
const bootstrap = { bootstrap: "#!/bin/sh\n" };
const noMode = [/"bootstrap" of .* has no mode, so that Lambda may not be able to start it/];

describeVerdicts("a package of npm's zip tools", [
  archiver("archiver 5", "archiver5", {}),
  archiver("archiver 7", "archiver7", { zlib: { level: 9 } }),
  archiver("archiver 7 with store", "archiver7", { store: true }),
  archiver(
    "archiver 7 with forceZip64",
    "archiver7",
    { forceZip64: true },
    { warnings: [/needs zip64 \(in its last record\)/] },
  ),
  yazl("yazl", {}, {}),
  yazl(
    "yazl with zip64 in its entries only",
    { forceZip64Format: true },
    {},
    { warnings: [/needs zip64 \(for "bin\/run"\)/] },
  ),
  yazl(
    "yazl with zip64 at its end",
    {},
    { forceZip64Format: true },
    { warnings: [/needs zip64 \(in its last record\)/] },
  ),
  yazl(
    "yazl with files for their owner only",
    { mode: 0o100600 },
    {},
    { warnings: [/user may not read: "bin\/run", .*\(0600\)/] },
  ),
  jszip("JSZip", {}),
  jszip("JSZip for Unix, deflated", { platform: "UNIX", compression: "DEFLATE" }),
  jszip("JSZip with streamed files", { streamFiles: true, compression: "DEFLATE" }),
  jszip("JSZip with 65,540 files", {}, { files: many, problems: wrapped }),
  jszip("JSZip of a bootstrap", {}, { files: bootstrap, names: ["bootstrap"], warnings: noMode }),
  { by: "adm-zip", make: admZip },
  fflate("fflate", sampleFiles, {}),
  fflate("fflate without compression", sampleFiles, { level: 0 }),
  fflate("fflate with 65,540 files", many, { level: 0 }, { problems: wrapped }),
  fflate("fflate of a bootstrap", bootstrap, {}, { names: ["bootstrap"], warnings: noMode }),
  fflate(
    "fflate of a bootstrap with its mode",
    bootstrap,
    { os: 3, attrs: (0o100755 << 16) >>> 0 },
    { names: ["bootstrap"] },
  ),
]);
