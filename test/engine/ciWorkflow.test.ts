import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { linesOfJobs } from "../support/ciWorkflow.js";
import { arnIn, CiBed, type CiStack } from "../support/engine/ciBed.js";
import { zipOf } from "../support/strictLambda/index.js";

// What installs the program's packages, and what speaks to GitHub.
const ofOthers = /^(?:npm ci|test -s matrix\.md && gh pr comment .*)$/;

describe("the workflow of docs/ci.md, by the lines of its steps and the real engine", () => {
  const jobs = linesOfJobs();
  const tried = new Set<string>();
  let bed: CiBed;

  before(async () => {
    bed = await CiBed.start();
  });
  after(() => bed.stop());
  beforeEach(() => {
    bed.lambda.journal.clear();
    bed.project.write("summary.md", "");
  });

  /** Runs a job's lines up to the first that fails, as GitHub does, and then the one for failures. */
  async function job(name: string, env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
    const summary = path.join(bed.project.folder, "summary.md");
    const lines = (jobs[name] ?? []).filter((line) => !ofOthers.test(line));
    expect(lines).not.to.deep.equal([]);
    const isDoctor = (line: string) => line.includes(" doctor ");
    let all = "";
    for (const line of lines.filter((line) => !isDoctor(line))) {
      tried.add(line);
      const { code, text } = await bed.run(line, { ...env, GITHUB_STEP_SUMMARY: summary });
      all += text;
      if (code !== 0) {
        for (const last of lines.filter(isDoctor)) {
          tried.add(last);
          all += (await bed.run(last, { ...env, GITHUB_STEP_SUMMARY: summary })).text;
        }
        return { code, text: all };
      }
    }
    return { code: 0, text: all };
  }
  const read = (file: string) => readFileSync(path.join(bed.project.folder, file), "utf8");
  const running = (stack: CiStack) => bed.lambda.function(arnIn(stack)).codeSha256;

  it("a merge deploys dev, and leaves the matrix in the summary", async () => {
    const { code, text } = await job("deploy");
    expect(code, text).to.equal(0);
    expect(bed.lambda.journal.writes().map(({ operation }) => operation)).to.include("UpdateFunctionCode");
    expect(read("summary.md"))
      .to.match(/`dev`/)
      .and.to.match(/\bv1\b/);
  });

  it("a pull request previews dev without credentials of AWS, and has the matrix for its comment", async () => {
    bed.project.write("app/index.mjs", 'export const handler = async () => ({ message: "second" });\n');
    const before = running("dev");
    const { code, text } = await job("preview", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    expect(code, text).to.equal(0);
    expect(text).to.match(/~ +codeSha256 +: ".*" => ".*"/);
    expect(read("matrix.md")).to.match(/`dev`/);
    expect(running("dev")).to.equal(before);
    expect(bed.lambda.journal.requests()).to.deep.equal([]);
  });

  it("a pull request has the matrix for its comment also while a stack is in the middle of a deploy", async () => {
    const state = path.join(".backend/.pulumi/stacks/environments", "dev.json");
    const text = read(state);
    const { checkpoint, ...rest } = JSON.parse(text) as { checkpoint: { latest: { resources: object[] } } };
    const pending_operations = [{ resource: checkpoint.latest.resources.at(-1), type: "updating" }];
    const latest = { ...checkpoint.latest, pending_operations };
    bed.project.write(state, JSON.stringify({ ...rest, checkpoint: { ...checkpoint, latest } }));
    bed.project.write("matrix.md", "");
    const { code, text: told } = await bed.run((jobs.preview ?? []).find((line) => line.includes(" matrix ")) ?? "");
    bed.project.write(state, text);
    expect(code, told).to.equal(2);
    expect(read("matrix.md"))
      .to.match(/^\| resource /)
      .and.to.match(/> ⚠️ .*an operation on it is under way/);
  });

  it("a promotion by hand brings the same bytes to staging, and then to prod", async () => {
    for (const STACK of ["staging", "prod"] as const) {
      const { code, text } = await job("promote", { STACK });
      expect(code, text).to.equal(0);
      expect(running(STACK)).to.equal(running("dev"));
    }
  });

  it("the night is quiet where nobody deployed by hand, and red where somebody did", async () => {
    const quiet = await job("drift");
    expect(quiet.code, quiet.text).to.equal(0);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);

    bed.deployByHand("prod", zipOf({ "index.mjs": "// by hand" }));
    const red = await job("drift");
    expect(red.code, red.text).to.equal(1);
    expect(read("summary.md")).to.match(/`prod`/);
  });

  it("a job that failed ends with the doctor's lines", async () => {
    bed.lambda.deniedOperations.add("UpdateFunctionCode");
    const { code, text } = await job("deploy");
    bed.lambda.deniedOperations.clear();
    expect(code).not.to.equal(0);
    expect(text).to.match(/^mend {5}function {2}Trying an update of the code of orders-api: AccessDeniedException/m);

    bed.lambda.deniedOperations.add("GetFunction");
    const promotion = await job("promote", { STACK: "prod" });
    bed.lambda.deniedOperations.clear();
    expect(promotion.code).not.to.equal(0);
    expect(promotion.text).to.match(/^mend {5}function {2}Reading orders-api: AccessDeniedException/m);
  });

  it("was run by these tests in every line, but for those of npm and of GitHub", () => {
    const lines = Object.values(jobs).flat();
    const left = new Set(lines.filter((line) => !tried.has(line)));
    expect([...left].filter((line) => !ofOthers.test(line))).to.deep.equal([]);
    expect(left.size).to.equal(2);
  });
});
