import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { messageOf } from "#lib/ground/errors.js";
import { importTool } from "../support/engine/tools.js";

describe("the folder of the docs' site", () => {
  let folder: string;
  let buildSite: (options: { out: string; base: string }) => Promise<void>;
  let problemOf: (out: string) => Promise<string>;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "site-folder-"));
    const tool = (await importTool("site.mjs")) as {
      assertReplaceable: (out: string) => Promise<void>;
      buildSite: typeof buildSite;
    };
    buildSite = tool.buildSite;
    problemOf = (out) => tool.assertReplaceable(out).then(() => "none", messageOf);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("may be new, empty, or a site that was built before", async () => {
    expect(await problemOf(path.join(folder, "new"))).to.equal("none");
    mkdirSync(path.join(folder, "site"));
    expect(await problemOf(path.join(folder, "site"))).to.equal("none");
    writeFileSync(path.join(folder, "site", "index.html"), "");
    writeFileSync(path.join(folder, "site", "hashmap.json"), "{}");
    expect(await problemOf(path.join(folder, "site"))).to.equal("none");
  });

  it("is served under a path between slashes", async () => {
    const out = path.join(folder, "none");
    for (const base of ["docs", "/docs", "docs/", ""]) {
      expect(await buildSite({ out, base }).catch(messageOf)).to.equal(
        `--base ${base} does not begin and end with a slash`,
      );
    }
  });

  it("is none that holds other files, which would be removed", async () => {
    writeFileSync(path.join(folder, "thesis.txt"), "");
    expect(await problemOf(folder)).to.match(/ holds other files, which a site would replace\. Name a new folder/);
  });
});
