import fs from "node:fs";
import { posix, win32 } from "node:path";
import { expect } from "chai";
import { isInside, realPathOf } from "#lib/sources/disk/paths.js";
import {
  leadsToLambdasOwn,
  nameInPackage,
  placeInPackage,
  storeFolderOf,
  wayTo,
} from "#lib/sources/folder/packagePaths.js";

describe("paths of a package", () => {
  it("are inside of a folder by the rules of POSIX: case counts, and the beginning of a name does not", () => {
    for (const path of ["/dist", "/dist/", "/dist/a/b", "/dist/..a", "/dist/a/../b"]) {
      expect(isInside("/dist", path, posix), path).to.equal(true);
    }
    for (const path of ["/", "/dist2", "/dist/..", "/dist/../dist2", "/DIST/a"]) {
      expect(isInside("/dist", path, posix), path).to.equal(false);
    }
    expect(isInside("/", "/dist", posix)).to.equal(true);
  });

  it("are inside of a folder by the rules of Windows: case does not count, drives and shares do", () => {
    for (const path of ["C:\\dist", "c:\\dist\\a", "c:/DIST/a", "C:\\Dist\\a\\..\\b"]) {
      expect(isInside("C:\\dist", path, win32), path).to.equal(true);
    }
    for (const path of [
      "C:\\",
      "C:\\dist2",
      "C:\\dist2\\a",
      "D:\\dist\\a",
      "\\\\server\\c$\\dist\\a",
      "C:\\dist\\..\\x",
    ]) {
      expect(isInside("C:\\dist", path, win32), path).to.equal(false);
    }
    expect(isInside("\\\\server\\share\\dist", "\\\\SERVER\\share\\dist\\a", win32)).to.equal(true);
    expect(isInside("\\\\server\\share\\dist", "\\\\server\\other\\dist\\a", win32)).to.equal(false);
  });

  it("are spelt as the disk has them, but for drives that cannot say", () => {
    const before = fs.realpathSync.native;
    const patched = fs.realpathSync as { native: (path: string) => string };
    try {
      patched.native = (path) => (path === "c:\\dist" ? "C:\\dist" : path);
      expect(realPathOf("c:\\dist")).to.equal("C:\\dist");
      patched.native = () => {
        throw new Error("EISDIR: illegal operation on a directory, realpath");
      };
      expect(realPathOf(__filename)).to.equal(__filename);
      expect(() => realPathOf(`${__filename}/none`)).to.throw();
    } finally {
      fs.realpathSync.native = before;
    }
  });

  it("have names in NFC on macOS, where the two Unicode forms are one file, and as they are elsewhere", () => {
    for (const [platform, name] of [
      ["darwin", "caf\u00e9.js"],
      ["linux", "cafe\u0301.js"],
      ["win32", "cafe\u0301.js"],
    ] as const) {
      expect(nameInPackage("cafe\u0301.js", platform), platform).to.equal(name);
      expect(placeInPackage("", "cafe\u0301.js", platform), platform).to.equal(name);
    }
  });

  it("have forward slashes, and a backslash only where the system has it in a name", () => {
    expect(placeInPackage("node_modules/x", "lib\\a.js", "win32")).to.equal("node_modules/x/lib/a.js");
    expect(placeInPackage("", "lib\\a.js", "linux")).to.equal("lib\\a.js");
    expect(placeInPackage("x", "", "linux")).to.equal("x");
  });

  it("lead from a link to a place by the shortest way", () => {
    expect(wayTo("a.js", "b.js")).to.equal("a.js");
    expect(wayTo("store/x", "node_modules/@me/x")).to.equal("../../store/x");
    expect(wayTo("", "a/b")).to.equal("..");
    expect(wayTo("", "a")).to.equal(".");
    expect(wayTo("a", "a/b")).to.equal(".");
    expect(wayTo("..a", "b/c")).to.equal("../..a");
  });

  it("are Lambda's own under /opt, /tmp and /mnt only", () => {
    for (const path of ["/opt", "/opt/nodejs/x", "/tmp/a", "/mnt/efs", "//opt//a", "/var/../opt/a"]) {
      expect(leadsToLambdasOwn(path), path).to.equal(true);
    }
    for (const path of ["/opt/../etc", "opt/a", "/optional", "../opt", "/var/task", "/", "C:/opt"]) {
      expect(leadsToLambdasOwn(path), path).to.equal(false);
    }
  });

  it("show the stores of package managers, one package's folder at a time", () => {
    const hash = "88ad153d484273e40071fabebfbb226ba312e3d96d6b3523bba9c5c4a3f53748";
    for (const [path, folder, name] of [
      ["/r/node_modules/.pnpm/x@1/node_modules/x/lib", "/r/node_modules/.pnpm/x@1", ".pnpm/x@1"],
      ["/r/node_modules/.bun/x@1/node_modules/@s/x", "/r/node_modules/.bun/x@1", ".bun/x@1"],
      ["/r/node_modules/.store/x-npm-1-ab/package", "/r/node_modules/.store/x-npm-1-ab", ".store/x-npm-1-ab"],
      ["C:\\r\\node_modules\\.pnpm\\x@1\\node_modules\\x", "C:\\r\\node_modules\\.pnpm\\x@1", ".pnpm/x@1"],
      [`/s/v11/links/@/x/1.0.0/${hash}/node_modules/x`, `/s/v11/links/@/x/1.0.0/${hash}`, `.pnpm/x@1.0.0+${hash}`],
      [`/s/links/@me/x/1.0.0/${hash}/node_modules/@me/x`, `/s/links/@me/x/1.0.0/${hash}`, `.pnpm/@me+x@1.0.0+${hash}`],
    ] as const) {
      expect(storeFolderOf(path), path).to.deep.equal({ folder, name });
    }
    for (const path of [
      "/r/node_modules/x/lib",
      "/r/.pnpm/x@1/a",
      "/r/node_modules/.pnpm/node_modules/x",
      "/r/shared/a",
    ]) {
      expect(storeFolderOf(path), path).to.equal(undefined);
    }
  });
});
