import path from "node:path";
import { expect } from "chai";
import type { CommandResult } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";
import { FreshProgram, type FreshProgramOptions } from "../support/installs/freshProgram.js";

describe("an install that cannot work", () => {
  let testbed: Testbed;
  const programs: FreshProgram[] = [];

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("api", "placeholder");
  });

  after(async () => {
    await testbed.stop();
    await Promise.all(programs.map((program) => program.remove()));
  });

  async function fresh(options: Pick<FreshProgramOptions, "by" | "modules" | "run">): Promise<FreshProgram> {
    const more = { language: "JavaScript", node: 24, sdk: "3.270.0", functionName: "api", answer: "new" } as const;
    const program = await FreshProgram.create({ ...options, ...more, endpoint: testbed.wire.url });
    programs.push(program);
    return program;
  }

  /** The up fails with the sentence, without a stack, and sends nothing. */
  async function expectRefusal(up: () => Promise<CommandResult>, sentence: string): Promise<void> {
    const { result, operations } = await testbed.counted(up);
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain(sentence);
    expect(result.text).not.to.match(/^\s+at /m);
    expect(operations).to.deep.equal([]);
  }

  it("under pnpm as a dependency of a dependency names the folder and says what to add", async () => {
    const program = await fresh({ by: "pnpm through another package", modules: "CommonJS", run: "pulumi up" });
    await expectRefusal(
      () => program.up(),
      `pulumi-lambda-code cannot be imported from ${program.folder}, where Pulumi's provider process looks for it. ` +
        "Add it to the dependencies in the program's own package.json",
    );
  });

  it("under pnpm as a dependency of a dependency does so in an inline program, too", async () => {
    const program = await fresh({
      by: "pnpm through another package",
      modules: "ES modules",
      run: "an inline program",
    });
    await expectRefusal(() => program.up(), `pulumi-lambda-code cannot be imported from ${program.folder}`);
  });

  it("on Bun says that it takes Node.js, where Bun ran the program", async () => {
    const program = await fresh({ by: "npm", modules: "ES modules", run: "an inline program" });
    await expectRefusal(() => program.upOnBun(), "pulumi-lambda-code does not run on Bun");
  });

  it("under Yarn Plug'n'Play is refused by Pulumi itself, and by us where Yarn's hook was handed to it", async () => {
    const program = await fresh({ by: "Yarn Plug'n'Play", modules: "CommonJS", run: "pulumi up" });
    await expectRefusal(() => program.up(), "the Pulumi SDK has not been installed");
    const hook = { NODE_OPTIONS: `--require ${path.join(program.folder, ".pnp.cjs")}` };
    await expectRefusal(() => program.up(hook), "pulumi-lambda-code does not work under Yarn Plug'n'Play");
  });
});
