import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { describeCode } from "#lib/sources/index.js";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { runCommand } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";
import { ensureBundler } from "../support/engine/tools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

const name = "typescript-api";

describe("the example in TypeScript, through the real engine and the emulator", () => {
  let testbed: Testbed;
  let example: ExampleRun;
  let elsewhere: string;

  before(async () => {
    testbed = await Testbed.start();
    example = new ExampleRun("typescript", await testbed.example("typescript", {}));
    await useBundler(path.join(example.project.folder, "handler"));
    // Not below the repository, whose own tsconfig.json a build could find.
    elsewhere = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-handler-"));
    cpSync(path.join(repositoryRoot, "examples", "typescript", "handler"), elsewhere, { recursive: true });
    await useBundler(elsewhere);
  });

  after(async () => {
    await testbed.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it("its README holds: the handler that esbuild has bundled answers as it says", async () => {
    // What ensureBundler has done.
    expect(example.readme).to.contain("npm ci --ignore-scripts");
    await example.typed("node tools/demo/function.mjs create typescript-api");
    await build();
    await example.typed("pulumi up --yes");
    const answer = await example.typed("node ../../tools/demo/function.mjs invoke typescript-api:1");
    expect(JSON.parse(answer)).to.deep.equal(example.promisedAnswer());
  });

  it("a build in another folder, over what an earlier one has left there, has the hash that Lambda reports", async () => {
    const bundle = path.join(elsewhere, "dist");
    expect(await builtElsewhere()).to.equal(await testbed.lambda.codeSha256(name));
    const map = JSON.parse(readFileSync(path.join(bundle, "index.js.map"), "utf8")) as { sources: string[] };
    expect(map.sources).to.have.members(["../src/index.ts", "../src/greeting.ts"]);
    writeFileSync(path.join(bundle, "removed.js"), "// of a handler that is gone");
    expect(await builtElsewhere()).to.equal(await testbed.lambda.codeSha256(name));
  });

  it("its README holds: a build without a change is no deploy, and asks AWS nothing", async () => {
    await expectNoChange();
  });

  it("its README holds: an edit is shown when it is built, becomes version 2 and answers", async () => {
    example.edit("handler/src/index.ts", "first", "second");
    const unbuilt = await example.typed("pulumi preview --diff");
    expect(unbuilt).not.to.match(/~ codeSha256/);
    await build();
    expect(await example.typed("pulumi preview --diff")).to.match(/~ codeSha256\s*: "[^"]{44}" => "[^"]{44}"/);
    await example.typed("pulumi up --yes", "--skip-preview");
    expect(await example.project.outputs()).to.deep.equal({
      version: "2",
      codeSha256: await testbed.lambda.codeSha256(name),
    });
    expect(await testbed.lambda.invoke(name, "2")).to.deep.equal({
      message: "Hello from the second deploy, in TypeScript",
    });
    await expectNoChange();
  });

  it("its README holds: destroy leaves the function as it is", async () => {
    await example.typed("pulumi destroy --yes --remove", "--skip-preview");
    expect(await testbed.lambda.invoke(name)).to.deep.equal({ message: "Hello from the second deploy, in TypeScript" });
  });

  /** In handler/, as the README has it after its `cd`. */
  function build(): Promise<string> {
    return example.typed("npm run build", "--prefix", "handler");
  }

  async function builtElsewhere(): Promise<string | undefined> {
    const options = { cwd: elsewhere, env: example.project.env, deadlineSeconds: 600 };
    const { code, text } = await runCommand("npm", ["run", "build"], options);
    expect(code, text).to.equal(0);
    return (await describeCode({ code: path.join(elsewhere, "dist") })).codeSha256;
  }

  async function expectNoChange(): Promise<void> {
    await build();
    const { result, operations } = await testbed.counted(() => example.typed("pulumi up --yes", "--skip-preview"));
    expect(result).to.contain("2 unchanged");
    expect(operations).to.deep.equal([]);
  }
});

/** In place of what somebody who went through the example by hand has in the folder. */
async function useBundler(handler: string): Promise<void> {
  for (const made of ["node_modules", "dist"]) {
    rmSync(path.join(handler, made), { recursive: true, force: true });
  }
  symlinkSync(await ensureBundler(), path.join(handler, "node_modules"));
}
