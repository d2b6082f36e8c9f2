import { expect } from "chai";
import * as fc from "fast-check";
import { codeShapeProblems, describeCode, nameOfCode } from "#lib/sources/index.js";
import type { RawCode } from "#lib/sources/index.js";
import { problemsOf } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

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
      asset({ uri: "file:///tmp/a.zip" }),
      archive({
        assets: { ".": archive({ path: "." }), "./a/b.js": asset({ text: "1" }), "lib/": archive({ path: "x" }) },
      }),
      archive({ assets: {} }),
    ];
    for (const code of fine) {
      expect(codeShapeProblems(code), JSON.stringify(code)).to.deep.equal([]);
    }
  });

  it("never breaks us, whatever it is", async () => {
    const signature = fc.constantFrom("c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7", "x");
    const { code } = fc.letrec<{ code: unknown }>((tie) => ({
      code: fc.oneof(
        { depthSize: "small" },
        fc.jsonValue(),
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
