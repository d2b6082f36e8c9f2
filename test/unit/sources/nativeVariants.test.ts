import { expect } from "chai";
import { type Architecture, findNativeFiles, nativeFileWarnings } from "#lib/sources/package/elf.js";
import { elf } from "./rawZip.js";

const machO = (magic: string): Buffer => Buffer.concat([Buffer.from(magic, "hex"), Buffer.alloc(200)]);
const mac = machO("cffaedfe0c000001");
const universal = machO("cafebabe00000002");
const windows = Buffer.concat([Buffer.from("MZ\x90\0", "latin1"), Buffer.alloc(200)]);
const [x64, arm] = [elf(62), elf(183)];

describe("builds of native files for several machines", () => {
  const warningsOf = async (files: Record<string, Buffer>, architecture?: Architecture): Promise<string[]> => {
    const entries = Object.entries(files).map(([name, bytes]) => ({
      name,
      label: name,
      sizeBytes: bytes.length,
      read: () => expect.fail("only heads are read"),
      readHead: (lengthBytes: number) => Promise.resolve(bytes.subarray(0, lengthBytes)),
    }));
    return nativeFileWarnings(await findNativeFiles(entries), architecture);
  };

  // As the packages of their names ship them.
  const complete: [string, Record<string, Buffer>][] = [
    [
      "bcrypt 6",
      {
        "node_modules/bcrypt/prebuilds/darwin-arm64/bcrypt.node": mac,
        "node_modules/bcrypt/prebuilds/linux-arm/bcrypt.glibc.node": elf(40),
        "node_modules/bcrypt/prebuilds/linux-arm64/bcrypt.glibc.node": arm,
        "node_modules/bcrypt/prebuilds/linux-x64/bcrypt.glibc.node": x64,
        "node_modules/bcrypt/prebuilds/linux-x64/bcrypt.musl.node": x64,
        "node_modules/bcrypt/prebuilds/win32-x64/bcrypt.node": windows,
      },
    ],
    [
      "bufferutil",
      {
        "node_modules/bufferutil/prebuilds/darwin-x64+arm64/bufferutil.node": universal,
        "node_modules/bufferutil/prebuilds/linux-x64/bufferutil.node": x64,
        "node_modules/bufferutil/prebuilds/linux-arm64/bufferutil.node": arm,
        "node_modules/bufferutil/prebuilds/win32-ia32/bufferutil.node": windows,
      },
    ],
    [
      "sharp",
      {
        "node_modules/@img/sharp-darwin-arm64/lib/sharp-darwin-arm64.node": mac,
        "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node": x64,
        "node_modules/@img/sharp-linux-arm64/lib/sharp-linux-arm64.node": arm,
        "node_modules/@img/sharp-linuxmusl-x64/lib/sharp-linuxmusl-x64.node": x64,
        "node_modules/@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.8.17.1.dylib": mac,
        "node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.17.1": x64,
        "node_modules/@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.8.17.1": arm,
      },
    ],
    [
      "Prisma's engines",
      {
        "node_modules/.prisma/client/libquery_engine-darwin-arm64.dylib.node": mac,
        "node_modules/.prisma/client/libquery_engine-rhel-openssl-3.0.x.so.node": x64,
        "node_modules/.prisma/client/libquery_engine-linux-arm64-openssl-3.0.x.so.node": arm,
      },
    ],
    [
      "a jar with a library for each system",
      {
        "org/sqlite/native/Mac/aarch64/libsqlitejdbc.dylib": mac,
        "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so": x64,
        "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so": arm,
        "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so": x64,
        "org/sqlite/native/Linux/ppc64/libsqlitejdbc.so": elf(21),
      },
    ],
    [
      "wheels for two machines",
      {
        "_cffi_backend.cpython-313-x86_64-linux-gnu.so": x64,
        "_cffi_backend.cpython-313-aarch64-linux-gnu.so": arm,
      },
    ],
    [
      "aws-crt",
      {
        "node_modules/aws-crt/dist/bin/darwin-arm64-cruntime/aws-crt-nodejs.node": mac,
        "node_modules/aws-crt/dist/bin/linux-arm64-glibc/aws-crt-nodejs.node": arm,
        "node_modules/aws-crt/dist/bin/linux-x64-musl/aws-crt-nodejs.node": x64,
        "node_modules/aws-crt/dist/bin/win32-x64-cruntime/aws-crt-nodejs.node": windows,
      },
    ],
    [
      "zeromq",
      {
        "node_modules/zeromq/build/darwin/x64/node/libc-115-Release/addon.node": mac,
        "node_modules/zeromq/build/linux/x64/node/glibc-115-Release/addon.node": x64,
        "node_modules/zeromq/build/linux/x64/node/64/addon.node": x64,
        "node_modules/zeromq/build/linux/arm64/node/musl-127-Release/addon.node": arm,
        "node_modules/zeromq/build/win32/ia32/node/72/addon.node": windows,
      },
    ],
    [
      "JNA",
      {
        "com/sun/jna/linux-x86-64/libjnidispatch.so": x64,
        "com/sun/jna/linux-aarch64/libjnidispatch.so": arm,
        "com/sun/jna/linux-armel/libjnidispatch.so": elf(40),
        "com/sun/jna/linux-ppc/libjnidispatch.so": elf(20),
      },
    ],
    [
      "Netty",
      {
        "META-INF/native/libnetty_transport_native_epoll_x86_64.so": x64,
        "META-INF/native/libnetty_transport_native_epoll_aarch_64.so": arm,
      },
    ],
    [
      "wheels of Windows and Linux",
      {
        "markupsafe/_speedups.cp312-win_amd64.pyd": windows,
        "markupsafe/_speedups.cpython-312-x86_64-linux-gnu.so": x64,
        "markupsafe/_speedups.cpython-312-aarch64-linux-gnu.so": arm,
      },
    ],
  ];

  for (const [what, files] of complete) {
    it(`of ${what} are nothing to speak of where the right one is among them`, async () => {
      for (const architecture of ["x86_64", "arm64", undefined] as const) {
        expect(await warningsOf(files, architecture), architecture).to.deep.equal([]);
      }
    });

    it(`of ${what} are named where the right one is missing`, async () => {
      const others = Object.fromEntries(Object.entries(files).filter(([, bytes]) => bytes !== arm));
      const [warning, ...more] = await warningsOf(others, "arm64");
      expect(more).to.deep.equal([]);
      expect(warning).to.match(
        /^Native files for another machine than the function's architecture, arm64: ".*" \(x86_64\)/,
      );
    });
  }

  it("of a Mac or of Windows alone are named, whatever the architecture", async () => {
    for (const bytes of [mac, universal, machO("feedface"), windows]) {
      const name = bytes === windows ? "Windows" : "macOS";
      for (const file of [
        "node_modules/bcrypt/lib/binding/bcrypt.node",
        "bootstrap",
        "lib/libx.so",
        "lib/libx.dylib",
      ]) {
        for (const architecture of ["x86_64", undefined] as const) {
          expect(await warningsOf({ [file]: bytes, "other.so": x64 }, architecture)).to.deep.equal([
            `Native files for another system than Linux, on which Lambda runs: "${file}" (${name}). Lambda cannot load them. Install or build them for Linux, as by \`npm install --os=linux --cpu=x64\`.`,
          ]);
        }
      }
    }
  });

  it("of Python for Windows or macOS alone are named with pip's way out of it", async () => {
    const files = {
      "markupsafe/_speedups.cp312-win_amd64.pyd": windows,
      "m/_x.cpython-312-darwin.so": mac,
      "_rust.pyd": windows,
    };
    const [warning, ...more] = await warningsOf({ ...files, "_rust.abi3.so": x64 }, "x86_64");
    expect(more).to.deep.equal([]);
    expect(warning).to.contain(
      '"markupsafe/_speedups.cp312-win_amd64.pyd" (Windows), "m/_x.cpython-312-darwin.so" (macOS). Lambda',
    );
    expect(warning).to.contain("as by `pip install --platform manylinux2014_x86_64 --only-binary=:all:`.");
    expect(warning).not.to.contain("_rust");
  });

  it("are not looked for in what is a program of Windows or a class by right", async () => {
    const files = {
      "setuptools/cli-64.exe": windows,
      "Amazon.Lambda.Core.dll": windows,
      "com/example/Main.class": universal,
      "node_modules/@esbuild/darwin-arm64/bin/esbuild": mac,
    };
    expect(await warningsOf(files, "x86_64")).to.deep.equal([]);
  });

  it("contradict each other where no machine has them all", async () => {
    const both = { "prebuilds/linux-x64/a.node": x64, "prebuilds/linux-arm64/a.node": arm };
    expect(await warningsOf({ ...both, "b.node": arm, "c.so": arm })).to.deep.equal([]);
    const [warning] = await warningsOf({ ...both, "b.node": arm, "c.so": x64 });
    expect(warning).to.match(/^Native files for different machines are in one package: /);
  });
});
