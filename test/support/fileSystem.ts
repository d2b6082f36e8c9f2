import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Suite } from "mocha";

/** What the file system of temporary files has and can tell apart: asked, for one system has several of them. */
export interface FileSystem {
  /** Symbolic links are texts that stay as they were written, as Windows has them otherwise; under Wine none is made at all. */
  hasLinks: boolean;
  /** There are devices, sockets and named pipes among the files. */
  hasDevices: boolean;
  /** Files have an owner and permissions. */
  hasModes: boolean;
  /** Names are any bytes, not only those that are UTF-8. */
  takesAnyBytes: boolean;
  /** A backslash, or a line break, is a character of a name like any other. */
  takesOddNames: boolean;
}

export const fileSystem: FileSystem = probe();

/** Defines a test where the file system has what it is about; CONTRIBUTING.md says so. */
export function itWhere(has: keyof FileSystem, title: string, body: () => void | Promise<void>): void {
  if (fileSystem[has]) {
    it(title, body);
  }
}

/** The same for tests of one thing. */
export function describeWhere(has: keyof FileSystem, title: string, define: (this: Suite) => void): void {
  if (fileSystem[has]) {
    describe(title, define);
  }
}

function probe(): FileSystem {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "file-system-")));
  const isPosix = process.platform !== "win32";
  const target = "a/../b";
  try {
    return {
      hasLinks: succeeds(() => {
        symlinkSync(target, path.join(folder, "link"));
        return readlinkSync(path.join(folder, "link")) === target;
      }),
      hasDevices: isPosix,
      hasModes: isPosix,
      takesAnyBytes: succeeds(() => {
        writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), "");
        return isPosix;
      }),
      takesOddNames: succeeds(() => {
        writeFileSync(path.join(folder, "back\\slash\r"), "");
        return readdirSync(folder).includes("back\\slash\r");
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
