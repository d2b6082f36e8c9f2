import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("the pictures of a terminal, recorded anew", () => {
  it("are what the commands print today", () => {
    const script = path.join(repositoryRoot, "tools/pictures.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect(status, stderr).to.equal(0);
  });
});
