import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { Testbed } from "../support/engine/testbed.js";
import { ensureBundler } from "../support/engine/tools.js";

const name = "built-api";

describe("code that a resource of the program builds, in examples/built through the real engine", () => {
  let testbed: Testbed;
  let example: ExampleRun;

  before(async () => {
    testbed = await Testbed.start();
    example = new ExampleRun("built", await testbed.example("built", {}));
    // In place of `npm ci` in handler/, and of what somebody who went through the example by hand has left there.
    for (const made of ["node_modules", "dist"]) {
      rmSync(inHandler(made), { recursive: true, force: true });
    }
    symlinkSync(await ensureBundler(), inHandler("node_modules"));
  });

  after(async () => {
    await testbed.stop();
  });

  const inHandler = (file: string): string => path.join(example.project.folder, "handler", file);

  async function expectNoChange(text: string, operations: string[]): Promise<void> {
    expect(text).to.contain("3 unchanged");
    expect(operations).to.deep.equal([]);
    expect(await example.project.outputs()).to.include({ codeSha256: await testbed.lambda.codeSha256(name) });
  }

  it("its README holds: one up builds the code, deploys it, and the function answers as it says", async () => {
    expect(example.readme).to.contain("npm ci --ignore-scripts");
    await example.typed("node tools/demo/function.mjs create built-api");
    await example.typed("pulumi up --yes");
    const answer = await example.typed("node ../../tools/demo/function.mjs invoke built-api:1");
    expect(JSON.parse(answer)).to.deep.equal(example.promisedAnswer());
  });

  it("its README holds: a second up changes nothing, and asks AWS nothing", async () => {
    const { result, operations } = await testbed.counted(() => example.typed("pulumi up --yes", "--skip-preview"));
    await expectNoChange(result, operations);
  });

  it("its README holds: a changed source shows code that is not known yet, and becomes version 2 with one up", async () => {
    example.edit("handler/src/index.ts", "first", "second");
    const preview = await testbed.counted(() => example.typed("pulumi preview --diff"));
    expect(preview.result)
      .to.match(/~ sourcesSha256/)
      .and.to.match(/~ codeSha256\s*: "[^"]{44}" => \[unknown\]/);
    expect(preview.operations).to.deep.equal([]);
    await example.typed("pulumi up --yes", "--skip-preview");
    expect(await example.project.outputs()).to.include({ version: "2" });
    expect(await testbed.lambda.invoke(name, "2")).to.deep.equal({
      message: "Hello from the second deploy, built by its program",
    });
  });

  it("its README holds: what is missing is built again, as in a fresh clone, and nothing is sent", async () => {
    rmSync(inHandler("dist"), { recursive: true });
    expect(await example.typed("pulumi preview --diff")).to.contain("[unknown]");
    const { result, operations } = await testbed.counted(() => example.typed("pulumi up --yes", "--skip-preview"));
    expect(result).to.contain("1 updated").and.to.contain("2 unchanged");
    expect(operations).to.deep.equal([]);
  });

  it("a plain path shows what an earlier build has left, and the up deploys what the build makes", async () => {
    example.edit("index.ts", "code: bundle.path,", 'code: "./handler/dist",');
    example.edit("index.ts", "publish: true,\n});", "publish: true,\n}, { dependsOn: [bundle] });");
    example.edit("handler/src/index.ts", "second", "third");
    const before = await testbed.lambda.codeSha256(name);
    expect(await example.typed("pulumi preview --diff")).not.to.match(/~ codeSha256/);
    const text = await example.typed("pulumi up --yes", "--skip-preview");
    expect(text).to.contain("2 updated");
    expect(await testbed.lambda.codeSha256(name)).not.to.equal(before);
  });

  it("a plain path stops the preview where nothing was built yet", async () => {
    rmSync(inHandler("dist"), { recursive: true });
    const { code, text } = await example.run("pulumi preview");
    expect(code, text).not.to.equal(0);
    expect(text.replaceAll(/\s+/g, " ")).to.contain("does not exist. Build it first");
    await example.typed("pulumi destroy --yes --remove", "--skip-preview");
    expect(await testbed.lambda.invoke(name)).to.deep.equal({
      message: "Hello from the third deploy, built by its program",
    });
  });
});
