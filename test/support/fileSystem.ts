import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What the file system of temporary files can tell apart: asked, for one system has several of them. */
export interface FileSystem {
  /** `a` and `A` are two files. */
  tellsCase: boolean;
  /** A name in Unicode's composed form and in its decomposed one are two files. */
  tellsForms: boolean;
  /** This user may make symbolic links; under Wine a call that makes none succeeds. */
  hasLinks: boolean;
  /** There are devices, sockets and named pipes among the files. */
  hasDevices: boolean;
  /** Files have an owner and permissions, as Windows has them otherwise. */
  hasModes: boolean;
  /** Names are any bytes, not only those that are UTF-8. */
  takesAnyName: boolean;
}

export const fileSystem: FileSystem = probe();

function probe(): FileSystem {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "file-system-")));
  const at = (name: string) => path.join(folder, name);
  try {
    writeFileSync(at("case"), "");
    writeFileSync(at("\u00e9"), "");
    return {
      tellsCase: !existsSync(at("CASE")),
      tellsForms: !existsSync(at("e\u0301")),
      hasLinks: succeeds(() => {
        symlinkSync(at("case"), at("link"));
        return lstatSync(at("link")).isSymbolicLink() && readFileSync(at("link"), "utf8") === "";
      }),
      hasDevices: process.platform !== "win32",
      hasModes: process.platform !== "win32",
      takesAnyName: succeeds(() => {
        writeFileSync(Buffer.concat([Buffer.from(at("")), Buffer.from([0x2f, 0xff])]), "");
        return process.platform !== "win32";
      }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function succeeds(trial: () => boolean): boolean {
  try {
    return trial();
  } catch {
    return false;
  }
}
