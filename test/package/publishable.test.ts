import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { expect } from "chai";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packInto } from "../support/packedPackage.js";

describe("the package's tarball", () => {
  let tarball: Uint8Array<ArrayBuffer>;

  before(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-pack-"));
    tarball = new Uint8Array(readFileSync(path.join(folder, await packInto(folder))));
    rmSync(folder, { recursive: true, force: true });
  });

  it("leaves publint nothing to say, not even a suggestion", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, level: "suggestion", strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).to.deep.equal([]);
  });

  it("gives its types to every way of importing it, as arethetypeswrong sees them", async () => {
    const analysis = await checkPackage(createPackageFromTarballData(tarball));
    expect(analysis.types).to.deep.equal({ kind: "included" });
    // TypeScript's oldest resolution knows no `exports`. The provider's entry is for Pulumi's process, not for programs.
    const known = { kind: "NoResolution", entrypoint: "./provider", resolutionKind: "node10" };
    expect("problems" in analysis && analysis.problems).to.deep.equal([known]);
  });
});
