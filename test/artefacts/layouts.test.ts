import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { runProgram } from "../support/artefacts/artefactTools.js";
import { layouts } from "../support/artefacts/layouts.js";
import { hermeticEnv } from "../support/engine/hermeticEnv.js";
import { runCommand } from "../support/engine/runCommand.js";
import { installTools } from "../support/installs/installTools.js";
import { PackageManagers } from "../support/installs/packageManagers.js";
import { Ministack } from "../support/ministack.js";
import { MinistackBed } from "../support/ministackBed.js";
import { CheckFailed } from "../support/stack.js";

describe("a folder laid out by", () => {
  let ministack: Ministack;
  let bed: MinistackBed;
  let tools: PackageManagers;
  let root: string;

  before(async () => {
    ministack = await Ministack.start();
    root = realpathSync(mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-layouts-")));
    const found = await installTools();
    const env = hermeticEnv(found.nodeFolders[22] ?? "", root);
    tools = new PackageManagers(found, env);
  });
  beforeEach(async () => {
    bed = await MinistackBed.start(ministack);
  });
  afterEach(() => bed.stop());
  after(async () => {
    await ministack.stop();
    rmSync(root, { recursive: true, force: true });
  });

  for (const [index, { by, make, leadsOut, handler = "index.js" }] of layouts.entries()) {
    it(`${by} runs once it was deployed, downloaded and unzipped by Info-ZIP, as it ran before`, async () => {
      const place = path.join(root, String(index));
      mkdirSync(place);
      const code = await make(place, tools);
      const before = await run(path.join(code, handler));

      await ministack.lambda.configure(bed.target.name, { Handler: handler.replace(/js$/, "handler") });
      if (leadsOut) {
        const refusal = await bed.stack.up({ code }).catch((error: unknown) => error);
        expect(refusal).to.be.instanceOf(CheckFailed);
        expect(String(refusal)).to.match(/leads out of the folder, to .* links: "follow"/);
      }
      const { step, log } = await bed.stack.up(leadsOut ? { code, links: "follow" } : { code });
      expect(step).to.equal("create");
      expect(log).not.to.contain("warning");

      // Out of reach: an absolute link, or one that leads out, would find it again.
      renameSync(place, `${place}-away`);
      const unzipped = path.join(root, `unzipped-${index}`);
      mkdirSync(unzipped);
      // It restores permissions and links, and fails on what is damaged.
      runProgram("unzip", ["-q", await download(), "-d", unzipped], { cwd: root });
      expect(await run(path.join(unzipped, handler))).to.deep.equal(before);
    });
  }

  async function download(): Promise<string> {
    const response = await fetch(await ministack.lambda.codeLocation(bed.target.name));
    const file = path.join(root, "downloaded.zip");
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    return file;
  }

  /** What the handler answers in a process of its own. */
  async function run(file: string): Promise<unknown> {
    const script = "require(process.argv[1]).handler().then((answer) => console.log(JSON.stringify(answer)));";
    const options = { cwd: root, env: hermeticEnv("", root), deadlineSeconds: 60 };
    const { code, stdout, text } = await runCommand(process.execPath, ["-e", script, file], options);
    expect(code, text).to.equal(0);
    return JSON.parse(stdout);
  }
});
