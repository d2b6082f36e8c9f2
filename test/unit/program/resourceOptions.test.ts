import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { sourceNames } from "#lib/inputs/codeSource.js";
import { readOptions } from "#lib/program/resourceOptions.js";

describe("the options of a resource", () => {
  it("are refused where ignoreChanges would hide which code is wanted, however the path is written", () => {
    for (const path of [
      "*",
      "[*]",
      "code",
      '["code"]',
      "code.path",
      "codeSha256",
      "sourceFunction.qualifier",
      '["imageUri"]',
    ]) {
      expect(() => readOptions("FunctionCode", "api", { ignoreChanges: ["publish", path] }), path).to.throw(
        RunError,
        `FunctionCode "api": ignoreChanges names ${path}, but which code the function runs is all that this resource looks after`,
      );
    }
  });

  it("are refused for every argument behind whose words there may be other code", () => {
    // These are no code, or, as a version is, all there is to know of it: their old words in place of the new ones do.
    const harmless = ["ignore", "links", "s3ObjectVersion", "s3ObjectStorageMode"];
    for (const name of sourceNames.filter((source) => !harmless.includes(source))) {
      expect(() => readOptions("FunctionCode", "api", { ignoreChanges: [name] }), name).to.throw(name);
    }
    expect(
      readOptions("FunctionCode", "api", { ignoreChanges: [...harmless, "publish", "triggers", "aws.profile"] }),
    ).to.deep.equal({});
  });

  it("are refused with an import, which is not needed; all that is wrong is said at once", () => {
    expect(() => readOptions("FunctionCode", "api", { import: "arn", ignoreChanges: ["code", "codeSha256"] }))
      .to.throw(RunError, "ignoreChanges names code, codeSha256")
      .with.property("message")
      .that.contains("import does not work for dynamic resources");
  });

  it("give the deadlines of a create and an update in seconds", () => {
    const options = (customTimeouts: object) => readOptions("FunctionCode", "api", { customTimeouts });
    expect(options({ create: "10m", update: "1h30m", delete: "5m" })).to.deep.equal({
      customTimeouts: { createSeconds: 600, updateSeconds: 5400 },
    });
    expect(options({ update: "90s" })).to.deep.equal({
      customTimeouts: { createSeconds: undefined, updateSeconds: 90 },
    });
    // The engine says itself what is wrong with it.
    expect(options({ create: "ten minutes" })).to.deep.equal({});
    expect(options({ delete: "5m" })).to.deep.equal({});
  });

  it("need not be given", () => {
    expect(readOptions("FunctionCode", "api")).to.deep.equal({});
  });
});
