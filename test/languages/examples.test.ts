import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { unzipSync } from "fflate";
import { liveByPlugin } from "../support/engine/exampleByPlugin.js";
import { hermeticEnv } from "../support/engine/hermeticEnv.js";
import { Testbed } from "../support/engine/testbed.js";
import { generateSdks, installForPython, runTool } from "../support/languages/generatedSdks.js";
import { type LanguageTools, languageTools } from "../support/languages/languageTools.js";

describe("the examples in Python and Go, by their READMEs and the real engine", () => {
  let sdks: string;
  let bed: Testbed;
  let tools: LanguageTools;

  before(async () => {
    tools = await languageTools();
    sdks = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-sdks-"));
    await generateSdks(sdks);
    bed = await Testbed.start();
  });

  after(async () => {
    await bed.stop();
    rmSync(sdks, { recursive: true, force: true });
  });

  it("a program in Python goes through its life: of a secret the state has no word, and archives are as they are put together", async () => {
    const PYTHONPATH = path.join(sdks, "site-packages");
    await installForPython(sdks, PYTHONPATH);
    const env = { ...pathWith(path.join(tools.virtualenv, "bin")), PYTHONPATH, PYTHONDONTWRITEBYTECODE: "1" };
    const project = await bed.copyOfExample("python", env);
    const before = ['pulumi config set --secret releaseNotes "the first release"'];
    const functions: [string, string] = ["python-api", "python-api-job"];
    await liveByPlugin(bed, { name: "python", project, functions, before }, async () => {
      expect(project.stateText()).not.to.contain("first release");
      const [version] = await bed.lambda.versionConfigurations("python-api");
      expect(version?.Description, "Lambda has it").to.equal("the first release");
      expect(await project.outputs()).to.include({ jobSha256: await bed.lambda.codeSha256("python-api-job") });
      expect(await filesOf("python-api-job")).to.have.members(["index.mjs", "settings.json", "assets/index.mjs"]);
    });
  });

  it("a program in Go goes through its life: a folder by a text and by an archive is the same code", async () => {
    const { stdout } = await runTool("go", ["env", "-json", "GOROOT", "GOMODCACHE"], tools.goModule);
    const { GOROOT, GOMODCACHE } = JSON.parse(stdout) as { GOROOT: string; GOMODCACHE: string };
    const env = { ...tools.goEnv, ...pathWith(path.join(GOROOT, "bin")), GOMODCACHE };
    const project = await bed.copyOfExample("go", env);
    project.write("go.mod", project.read("go.mod").replace(/(?<==> )\S+$/m, path.join(sdks, "go")));
    await liveByPlugin(bed, { name: "go", project, functions: ["go-api", "go-api-job"] }, async () => {
      const { codeSha256, jobSha256 } = await project.outputs();
      expect(jobSha256).to.equal(codeSha256);
    });
  });

  function pathWith(...folders: string[]): { PATH: string } {
    const { PATH = "" } = hermeticEnv(tools.engine, sdks);
    return { PATH: [...folders, PATH].join(path.delimiter) };
  }

  async function filesOf(functionName: string): Promise<string[]> {
    const answer = await fetch(await bed.lambda.codeLocation(functionName));
    return Object.keys(unzipSync(new Uint8Array(await answer.arrayBuffer())));
  }
});
