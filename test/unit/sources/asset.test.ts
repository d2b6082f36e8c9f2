import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import * as fc from "fast-check";
import { pathOfFileUrl } from "#lib/sources/assets/fileUrl.js";
import { codeShapeProblems, describeCode, nameOfCode } from "#lib/sources/index.js";
import type { RawCode } from "#lib/sources/index.js";
import { problemsOf } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

/** Whether it is a path of this machine, such as `.` or `/`: to zip all that is there takes minutes. */
const isThere = (code: unknown): boolean => typeof code === "string" && existsSync(code);

describe("what `code` says", () => {
  it("has a name for messages, without query strings, passwords and inline text", () => {
    const names: [RawCode, string][] = [
      ["./dist", "./dist"],
      ["./a b/c.zip", "./a b/c.zip"],
      ["https://user:pass@example.org/a.zip?X-Amz-Signature=secret#f", "https://example.org/a.zip"],
      [archive({ path: "./dist" }), "FileArchive ./dist"],
      [asset({ path: "./a.zip" }), "FileAsset ./a.zip"],
      [
        archive({ uri: "https://user:pass@example.org:8443/a.zip?sig=secret" }),
        "RemoteArchive https://example.org:8443/a.zip",
      ],
      [asset({ uri: "https://example.org/a.zip?sig=secret" }), "RemoteAsset https://example.org/a.zip"],
      [asset({ uri: "https://[broken?sig=secret" }), "RemoteAsset a URL that cannot be read"],
      [asset({ text: "secret" }), "StringAsset"],
      [archive({ assets: { "secret name": asset({ text: "secret" }) } }), "AssetArchive of 1 entry"],
      [asset({}), "asset without content"],
      [{}, "`code`"],
    ];
    for (const [code, name] of names) {
      expect(nameOfCode(code)).to.equal(name);
    }
  });

  it("is refused with a sentence that says what to do", () => {
    const refused: [unknown, RegExp][] = [
      [undefined, /neither a path nor a Pulumi asset or archive\. Give the path/],
      [null, /neither a path/],
      [42, /neither a path/],
      [[], /neither a path/],
      [{}, /neither a path/],
      ["", /is empty\. Give/],
      ["a\0b", /is empty\. Give/],
      ["https://example.org/a.zip", /is a URL \(https\).*RemoteArchive/],
      ["s3://bucket/key", /is a URL \(s3\).*Download it first/],
      [
        asset({ text: "exports.handler = 1" }),
        /StringAsset, which has no file name.*new pulumi\.asset\.AssetArchive\(\{"index\.js"/,
      ],
      [asset({ text: "" }), /asset without any content/],
      [asset({}), /asset without any content/],
      [{ ...archive({}), assets: undefined }, /archive without any content/],
      [asset({ uri: "s3://bucket/key" }), /scheme "s3:"\. Use https, http or file/],
      [asset({ uri: "not a uri" }), /not a complete one/],
      [
        archive({ assets: { a: "text" } }),
        /The entry "a" of AssetArchive of 1 entry is neither an asset nor an archive/,
      ],
      [archive({ assets: { a: asset({}) } }), /The entry "a" of .* is a Pulumi asset without any content/],
      [archive({ assets: { "": asset({ text: "1" }) } }), /empty name/],
      [archive({ assets: { "": archive({ path: "." }) } }), /empty name/],
      [archive({ assets: { ".": asset({ text: "1" }) } }), /empty name/],
      [archive({ assets: { "/a": asset({ text: "1" }) } }), /absolute/],
      [archive({ assets: { "/": archive({ path: "." }) } }), /empty name|absolute/],
      [archive({ assets: { "C:\\a": asset({ text: "1" }) } }), /absolute/],
      [archive({ assets: { "../a": asset({ text: "1" }) } }), /leads out/],
      [archive({ assets: { "a/..": archive({ path: "." }) } }), /leads out/],
      [archive({ assets: { "a\\b": asset({ text: "1" }) } }), /backslash/],
    ];
    for (const [code, wording] of refused) {
      const problems = codeShapeProblems(code);
      expect(problems, JSON.stringify(code)).to.have.length(1);
      expect(problems[0]).to.match(wording);
    }
  });

  it("is looked through for all its problems at once, also in archives inside archives", () => {
    const code = archive({
      assets: { "../x": asset({ text: "1" }), lib: archive({ assets: { "/y": asset({ text: "1" }) } }) },
    });
    expect(codeShapeProblems(code)).to.have.length(2);
  });

  it("has an end, however deep archives lie one inside the other", () => {
    let code = archive({ assets: { a: asset({ text: "1" }) } });
    for (let depth = 0; depth < 2_000; depth++) {
      code = archive({ assets: { a: code } });
    }
    expect(codeShapeProblems(code).join()).to.contain("more than 32 archives");
  });

  it("is right as path, as folder, as archive of everything, and as map", () => {
    const fine = [
      "./dist",
      "C:\\code\\dist",
      archive({ path: "dist" }),
      archive({ uri: "https://example.org/a.zip?x=1" }),
      asset({ uri: pathToFileURL("/tmp/a.zip").href }),
      archive({
        assets: { ".": archive({ path: "." }), "./a/b.js": asset({ text: "1" }), "lib/": archive({ path: "x" }) },
      }),
      archive({ assets: {} }),
    ];
    for (const code of fine) {
      expect(codeShapeProblems(code), JSON.stringify(code)).to.deep.equal([]);
    }
  });

  it("names a file by a URL of this system only", () => {
    const urls: [string, string | undefined, string | undefined][] = [
      ["file:///tmp/a%20b.zip", "/tmp/a b.zip", undefined],
      ["file:///C:/code/a%20%23.zip", "/C:/code/a #.zip", "C:\\code\\a #.zip"],
      ["file://server/share/a.zip", undefined, "\\\\server\\share\\a.zip"],
      ["file://localhost/tmp/a.zip", "/tmp/a.zip", undefined],
      ["file:///C:/a%2Fb.zip", undefined, undefined],
      ["file:///C:/a%00b.zip", undefined, undefined],
    ];
    for (const [url, onPosix, onWindows] of urls) {
      expect(pathOfFileUrl(new URL(url), false), url).to.equal(onPosix);
      expect(pathOfFileUrl(new URL(url), true), url).to.equal(onWindows);
    }
    const elsewhere = process.platform === "win32" ? "file:///tmp/a.zip" : "file://server/share/a.zip";
    expect(codeShapeProblems(asset({ uri: elsewhere }))).to.deep.equal([
      `The URI of RemoteAsset ${elsewhere} names no file of this machine. Write file:/// and the whole path, on Windows with its drive (file:///C:/code.zip), or give the path.`,
    ]);
  });

  it("is not shown where it may be a secret, or more than a path", async () => {
    expect(codeShapeProblems(asset({ uri: "me:hunter2@example.org/a.zip" }))).to.deep.equal([
      "The URI of RemoteAsset a URL that cannot be read is of another scheme. Use https, http or file, or a local path.",
    ]);
    for (const code of ["exports.handler = 'hunter2'\n", archive({ path: "-----BEGIN KEY-----\r\nhunter2" })]) {
      const problems = await problemsOf(describeCode({ code }));
      expect(problems.join()).to.contain("(several lines, not shown) does not exist").and.not.to.contain("hunter2");
    }
    const [problem] = await problemsOf(describeCode({ code: `${"x".repeat(250)}\u001b[2J` }));
    expect(problem).to.contain("xxx…").and.not.to.contain("\u001b");
    expect(nameOfCode("a\u001b\u009b.zip")).to.equal("a\\u001b\\u009b.zip");
  });

  it("never breaks us, whatever it is", async () => {
    const signature = fc.constantFrom("c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7", "x");
    const { code } = fc.letrec<{ code: unknown }>((tie) => ({
      code: fc.oneof(
        { depthSize: "small" },
        fc.jsonValue().filter((value) => !isThere(value)),
        fc.record(
          {
            "4dabf18193072939515e22adb298388d": signature,
            path: fc.constantFrom("", "/nonexistent", 1, null),
            uri: fc.constantFrom("", "http://127.0.0.1:9/x", "ftp://x", "file:///nonexistent", "::", 1),
            text: fc.oneof(fc.string(), fc.constant(null)),
            hash: fc.constantFrom("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            assets: fc.oneof(fc.dictionary(fc.string(), tie("code")), fc.jsonValue()),
          },
          { requiredKeys: ["4dabf18193072939515e22adb298388d"] },
        ),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(code, async (value) => {
        expect(codeShapeProblems(value)).to.be.an("array");
        const outcome = await describeCode({ code: value as RawCode }).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          await problemsOf(Promise.reject(outcome));
        }
      }),
      { numRuns: 500 },
    );
  });
});
