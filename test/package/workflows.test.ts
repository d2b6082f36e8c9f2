import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { ciWorkflowFile, ciWorkflowText } from "../support/ciWorkflow.js";
import { importTool } from "../support/engine/tools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

interface Linter {
  ensureActionlint(): Promise<string>;
  faultsOf(actionlint: string, file: string, text: string): string[];
}

const folder = ".github/workflows";
const files = readdirSync(path.join(repositoryRoot, folder));
const textOf = (file: string) => readFileSync(path.join(repositoryRoot, folder, file), "utf8");

describe("a workflow", () => {
  // On a machine that does not have actionlint yet, it is built first.
  let faultsOf: (file: string, text: string) => string[];

  before(async () => {
    const linter = (await importTool("actionlint.mjs")) as Linter;
    const actionlint = await linter.ensureActionlint();
    faultsOf = (file, text) => linter.faultsOf(actionlint, `${folder}/${file}`, text);
  });

  it("is there for every push and pull request, and for every release", () => {
    expect(files).to.have.members(["ci.yml", "release.yml"]);
  });

  for (const file of files) {
    it(`has no fault that actionlint sees, and names its actions by their commits: ${file}`, () => {
      expect(faultsOf(file, textOf(file))).to.deep.equal([]);
    });
  }

  it("to copy has no fault that actionlint sees, and names its actions by their major versions", () => {
    const text = ciWorkflowText();
    const faults = faultsOf(path.basename(ciWorkflowFile), text);
    const isOfPin = (fault: string) => fault.endsWith("name the commit, and its version: @<40 digits> # v1.2.3");
    expect(faults.filter((fault) => !isOfPin(fault))).to.deep.equal([]);
    const actions = text.match(/uses: .*/g) ?? [];
    expect(faults).to.have.lengthOf(actions.length);
    for (const action of actions) {
      expect(action).to.match(/^uses: [\w-]+\/[\w-]+@v\d+$/);
    }
    const broken = faultsOf(path.basename(ciWorkflowFile), text.replace("id-token: write", "id-tokens: write"));
    expect(broken.join("\n")).to.match(/unknown permission scope "id-tokens"/);
  });

  it("to copy gives a pull request no identity at AWS, and nobody more than what his job needs", () => {
    const jobs = ciWorkflowText().split(/^ {2}(?=\w+:$)/m);
    const preview = jobs.find((job) => job.startsWith("preview:")) ?? "";
    expect(preview).not.to.match(/id-token|configure-aws-credentials/);
    expect(ciWorkflowText()).to.match(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(ciWorkflowText()).not.to.match(/contents: write|run: [|>]|run: .*\$\{\{/);
  });

  it("to copy comments on a pull request whatever the matrix ended with, and is not begun where there are no secrets", () => {
    const text = ciWorkflowText();
    expect(text).to.match(
      /- id: matrix\n +run: npx .* matrix .*\n(?: +#.*\n)* +- if: \$\{\{ !cancelled\(\) && steps\.matrix\.outcome != 'skipped' \}\}\n +run: test -s matrix\.md && gh pr comment/,
    );
    expect(text).to.match(/head\.repo\.full_name == github\.repository\s+&& .*user\.login != 'dependabot\[bot\]'/);
  });

  it("tests from the oldest Node on that the package takes", () => {
    const { engines } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as {
      engines: { node: string };
    };
    expect(engines.node).to.equal(`>=${String(/ node: \[(\d+),/.exec(textOf("ci.yml"))?.[1])}`);
  });

  const faults: [string, string, string, RegExp][] = [
    [
      "an event that is none",
      "pull_request:",
      "pull_requests:",
      /^\.github\/workflows\/ci\.yml:\d+:\d+: .*\[events\]$/,
    ],
    ["a job's key that is none", "timeout-minutes: 90", "timeout: 90", /unexpected key "timeout" for "job"/],
    ["a context that is none", "github.event_name", "github.event_nam", /property "event_nam" is not defined/],
    ["an axis that the matrix lacks", "matrix.node }}", "matrix.nodes }}", /property "nodes" is not defined/],
    ["a machine that is none", "macos-latest", "macos-lates", /label "macos-lates" is unknown/],
    ["an input that a pinned action does not take", "node-version:", "node:", /input "node" is not defined in action/],
    ["an input that is missing", "path: .cache/setup", "restore-keys: x", /missing input "path"/],
    ["an action named by its version", /@\w{40} # (v\d+).*/u.source, "@$1", /name the commit, and its version/],
    ["a commit without its version", / # v\S+/u.source, "", /name the commit, and its version/],
  ];
  for (const [title, from, to, expected] of faults) {
    it(`that has ${title} is told, with its line`, () => {
      const broken = textOf("ci.yml").replace(new RegExp(from), to);
      const told = faultsOf("ci.yml", broken);
      expect(told).not.to.deep.equal([]);
      expect(told.join("\n")).to.match(expected);
      for (const line of told) {
        expect(line).to.match(/^\.github\/workflows\/ci\.yml:\d+:/);
      }
    });
  }

  it("cannot be checked where there is neither Go nor actionlint, and that is said in a sentence", async () => {
    const nothing = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-no-go-"));
    try {
      const tool = pathToFileURL(path.join(repositoryRoot, "tools/actionlint.mjs"));
      const ask = `
        import { ensureActionlint } from ${JSON.stringify(tool.href)};
        await ensureActionlint().catch(({ message }) => console.log(message));`;
      const env = { PATH: nothing, PULUMI_LAMBDA_CODE_CACHE: nothing, SystemRoot: process.env.SystemRoot };
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", ask], { env });
      expect(stdout).to.match(
        /^actionlint, which checks the workflows, could not be built \(.*go.*\): install Go 1\.\S+ or newer, or actionlint 1\.\S+ or newer, and run it again\.\n$/,
      );
    } finally {
      rmSync(nothing, { recursive: true });
    }
  });
});
