import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { installs } from "../../support/installs/installs.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";

const ways = ["npm", "pnpm", "Yarn", "an npm workspace", "a pnpm workspace", "a symbolic link"];

describe("the table of installs", () => {
  it("has every way of installing with CommonJS and with ES modules", () => {
    const pairs = new Set(installs.map(({ by, modules }) => `${by}, ${modules}`));
    expect([...pairs]).to.have.members(ways.flatMap((by) => [`${by}, CommonJS`, `${by}, ES modules`]));
  });

  it("has every language with every kind of modules on every Node, and every way of running a program", () => {
    const programs = new Set(installs.map(({ language, modules, node }) => `${language}, ${modules}, ${node}`));
    expect(programs.size).to.equal(2 * 2 * 3);
    const runs = new Set(installs.map(({ run }) => run));
    expect([...runs]).to.have.members(["pulumi up", "an inline program", "a local program"]);
  });

  it("has a file of tests for each way of installing", () => {
    const folder = path.join(repositoryRoot, "test", "installs");
    const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
    const described = files.flatMap((text) => /^describeInstalls\("(.*)"\);$/m.exec(text)?.[1] ?? []);
    expect(described).to.have.members(ways);
  });
});
