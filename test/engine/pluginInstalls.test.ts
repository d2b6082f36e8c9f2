import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { describeCode } from "#lib/sources/index.js";
import type { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { Testbed } from "../support/engine/testbed.js";
import { importTool } from "../support/engine/tools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

interface PluginTool {
  archivePlugin: (folder: string, names: string[]) => Promise<[string]>;
}

describe("the plugin's ways to the engine", () => {
  let bed: Testbed;
  let folder: string;

  before(async () => {
    bed = await Testbed.start();
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code a home with blanks-"));
  });

  after(async () => {
    await bed.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the executable tells pulumi package get-schema the schema, as it is in the repository", async () => {
    const project = await bed.project({ language: "yaml", hasPlugin: false, program: "{}" });
    const executable = path.join(repositoryRoot, "plugin/pulumi-resource-lambdacode");
    const { stdout } = await project.pulumiOrFail("package", "get-schema", executable);
    const schema: unknown = JSON.parse(readFileSync(path.join(repositoryRoot, "plugin/schema.json"), "utf8"));
    expect(JSON.parse(stdout)).to.deep.equal(schema);
  });

  it("an archive, installed by pulumi plugin install in a path with blanks, serves a program that says no path", async () => {
    const { archivePlugin } = (await importTool("plugin.mjs")) as PluginTool;
    const [archive] = await archivePlugin(folder, ["this-machine"]);
    const env = { PULUMI_HOME: path.join(folder, "home") };
    const project = await bed.project({ language: "yaml", hasPlugin: false, program: "", env });
    const install = ["plugin", "install", "resource", "lambdacode", versionOf(archive), "--file", archive];
    await project.pulumiOrFail(...install);
    const installed = path.join(env.PULUMI_HOME, "plugins", `resource-lambdacode-v${versionOf(archive)}`);
    const notices = readFileSync(path.join(installed, "THIRD-PARTY-NOTICES"), "utf8");
    expect(notices, "licences of what is bundled").to.match(/^@aws-sdk\/client-lambda [\d.]+ \(Apache-2.0\)$/m);
    expect(notices).to.match(/^pako [\d.]+ \(.*MIT.*\)$/m);
    const threads = recordThreads(installed);

    await bed.lambda.createFunction("from-archive");
    writeMuchCode(project);
    project.writeProgram(yamlProgramOf({ api: { functionName: "from-archive", code: "./app", publish: true } }));
    const { text } = await project.pulumiOrFail("up", "--yes", "--skip-preview");
    expect(text).to.contain("published version 1");
    expect(await bed.lambda.invoke("from-archive")).to.equal("from an archive");
    expect(threads(), "threads of the archive's own compress").to.equal("threads");
    const { codeSha256 } = await describeCode({ code: path.join(project.folder, "app") });
    expect(await bed.lambda.codeSha256("from-archive")).to.equal(codeSha256);
    await project.pulumiOrFail("destroy", "--yes", "--skip-preview");
  });

  /** Enough of it for threads, and of a kind that is worth compressing. */
  function writeMuchCode(project: EngineProject): void {
    project.write("app/index.js", handlerSource("from an archive"));
    for (let file = 0; file < 12; file++) {
      project.write(`app/data${file}`, randomBytes(1024 * 512).toString("hex"));
    }
  }

  /** Puts a word before the text that the installed plugin's threads run; answers what was written by it. */
  function recordThreads(installed: string): () => string {
    const [worker, original] = ["deflateWorker.js", "deflateWorkerItself.js"].map((name) => path.join(installed, name));
    const record = path.join(folder, "record");
    renameSync(worker!, original!);
    const word = `require("node:worker_threads").isMainThread ? "no thread" : "threads"`;
    writeFileSync(
      worker!,
      `require("node:fs").writeFileSync(${JSON.stringify(record)}, ${word}); require("./deflateWorkerItself.js");`,
    );
    return () => (existsSync(record) ? readFileSync(record, "utf8") : "nothing");
  }

  function versionOf(archive: string): string {
    return /-v(\d+\.\d+\.\d+\S*)-this-machine/.exec(archive)?.[1] ?? "";
  }
});
