import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { packedFiles } from "../support/packedPackage.js";

const dist = path.join(repositoryRoot, "dist");

describe("the package", () => {
  it("is CommonJS whose import() stays import(), for a literal require fails in the provider's process", () => {
    const stub = readFileSync(path.join(dist, "program", "providerStub.js"), "utf8");
    expect(stub).to.contain('await import("pulumi-lambda-code/provider")');
    expect(stub).to.match(/^"use strict";/);
    expect(stub).not.to.match(/require\("pulumi-lambda-code/);
  });

  it("ships what is needed and nothing else", async () => {
    const files = (await packedFiles()).filter((file) => !/^dist\/.+\.(js|d\.ts|js\.map|d\.ts\.map)$/.test(file));
    const starters = ["pulumi-resource-lambdacode", "pulumi-resource-lambdacode.cmd"];
    const plugin = [...starters, "schema.json", "PulumiPlugin.yaml", "package.json"];
    expect(files).to.have.members([
      "package.json",
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      ...plugin.map((name) => `plugin/${name}`),
    ]);
  });

  it("ships no module whose source is gone", async () => {
    const source = (file: string): string => file.replace(/^dist\//, "lib/").replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    const sources = new Set(
      readdirSync(path.join(repositoryRoot, "lib"), { recursive: true, encoding: "utf8" }).map(
        (file) => `lib/${file.replaceAll("\\", "/")}`,
      ),
    );
    const orphans = (await packedFiles()).filter((file) => file.startsWith("dist/") && !sources.has(source(file)));
    expect(orphans).to.deep.equal([]);
  });

  it("ships its types beside each public entry", async () => {
    const manifest = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as Manifest;
    expect(manifest.exports).to.have.all.keys(".", "./plugin", "./provider", "./release", "./package.json");
    const files = await packedFiles();
    for (const [name, entry] of Object.entries(manifest.exports).filter(([name]) => name !== "./package.json")) {
      expect(files, name).to.include.members([entry.types.slice(2), entry.default.slice(2)]);
    }
  });

  it("leaves the AWS SDK alone when its main entry is loaded, as every program does", () => {
    const script = 'require("pulumi-lambda-code"); console.log(Object.keys(require.cache).join("\\n"))';
    const loaded = execFileSync(process.execPath, ["-e", script], { cwd: repositoryRoot, encoding: "utf8" }).split(
      "\n",
    );
    expect(loaded).to.include(path.join(dist, "program", "functionCode.js"));
    expect(loaded.filter((file) => file.includes("@aws-sdk"))).to.deep.equal([]);
  });
});

interface Manifest {
  exports: Record<"." | "./plugin" | "./provider", { types: string; default: string }>;
}
