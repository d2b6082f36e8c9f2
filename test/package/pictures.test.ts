import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { importTool } from "../support/engine/tools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

const folder = path.join(repositoryRoot, "docs/pictures");

describe("the pictures of a terminal", () => {
  it("are drawn from what was recorded, each in light and in dark", async () => {
    const { drawAll } = (await importTool("pictures.mjs")) as { drawAll: () => Promise<Record<string, string>> };
    const drawn = await drawAll();
    const kept = readdirSync(folder).filter((name) => name.endsWith(".svg"));
    expect(Object.keys(drawn).sort()).to.deep.equal(kept.map((name) => path.join(folder, name)).sort());
    for (const [file, svg] of Object.entries(drawn)) {
      expect(readFileSync(file, "utf8"), `${file}: npm run pictures`).to.equal(svg);
    }
  });

  it("hold no path, name or address of the machine that they were recorded on", () => {
    for (const name of readdirSync(folder)) {
      expect(readFileSync(path.join(folder, name), "utf8")).not.to.match(
        /\/(?:root|home|Users|tmp)\/|localhost|127\.0/,
      );
    }
  });
});
