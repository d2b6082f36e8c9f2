import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../../support/repositoryRoot.js";

const packageName = "pulumi-lambda-code";

describe("the doctor of a package that was installed without @pulumi/pulumi", () => {
  let folder: string;

  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "doctor-without-sdk-")));
    const own = path.join(folder, "node_modules", packageName);
    const filter = (file: string) => !/\.(map|d\.ts)$/.test(file);
    cpSync(path.join(repositoryRoot, "dist"), path.join(own, "dist"), { recursive: true, filter });
    cpSync(path.join(repositoryRoot, "package.json"), path.join(own, "package.json"));
    const { dependencies } = JSON.parse(readFileSync(path.join(own, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) {
      const link = path.join(folder, "node_modules", name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(repositoryRoot, "node_modules", name), link, "junction");
    }
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("says so in one line, with the remedy, and goes on", () => {
    const main = path.join(folder, "node_modules", packageName, "dist/command/main.js");
    const options = { cwd: folder, env: { PATH: "" }, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "doctor"], options);
    expect(stderr).to.equal("");
    expect(stdout.match(/^\w+ +sdk .*$/gm)).to.deep.equal([
      `mend     sdk       @pulumi/pulumi is not installed for ${folder}. Run \`npm install @pulumi/pulumi\`.`,
    ]);
    expect(stdout).not.to.contain("Pulumi.yaml:");
    expect(stdout).to.match(/^unknown {2}stack {5}Listing the stacks: /m);
    expect(status).to.equal(2);
  });
});
