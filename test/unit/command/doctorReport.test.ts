import { expect } from "chai";
import { readDoctorOptions } from "#lib/command/doctor/doctorOptions.js";
import { type Finding, findingOf } from "#lib/command/doctor/finding.js";
import { exitCodeOf, jsonOf, textOf } from "#lib/command/doctor/report.js";
import { AwsFailure } from "#lib/ground/errors.js";

const ok: Finding = { check: "node", status: "ok", text: "Node.js 22.0.0 fits >=20" };
const mend: Finding = { check: "function", status: "mend", text: "Reading api: Denied: no. Allow it." };
const unknown: Finding = { check: "stack", status: "unknown", text: "Reading stack dev: it is locked. Wait." };
const skipped: Finding = { check: "identity", status: "skipped", text: "not asked" };

describe("the doctor's report", () => {
  it("has a line for each finding, with its remedy, and one that sums them up", () => {
    expect(textOf([ok, mend, unknown, skipped], false)).to.equal(
      [
        "ok       node      Node.js 22.0.0 fits >=20",
        "mend     function  Reading api: Denied: no. Allow it.",
        "unknown  stack     Reading stack dev: it is locked. Wait.",
        "skipped  identity  not asked",
        "4 lines: 1 to mend, 1 not known, 1 skipped",
        "",
      ].join("\n"),
    );
    expect(textOf([ok], false)).to.match(/\n1 line: all is well\n$/);
  });

  it("has colours where they are asked for, and lets nobody else's words steer the terminal", () => {
    expect(textOf([ok], true)).to.include("\u001b[32mok     \u001b[0m  node");
    const foreign = textOf([{ ...mend, text: "a \u001b[2J name\nand a line" }], false);
    expect(foreign).not.to.include("\u001b");
    expect(foreign.split("\n")).to.have.lengthOf(3);
  });

  it("is also JSON, with the exit code in it", () => {
    expect(JSON.parse(jsonOf([ok, mend]))).to.deep.equal({ schemaVersion: 1, exitCode: 1, checks: [ok, mend] });
  });

  it("ends with 0 where all is well, 1 where something is to be mended, 2 where something was not seen", () => {
    expect(exitCodeOf([ok, skipped])).to.equal(0);
    expect(exitCodeOf([ok, mend])).to.equal(1);
    expect(exitCodeOf([ok, unknown])).to.equal(2);
    expect(exitCodeOf([mend, unknown])).to.equal(2);
  });

  it("takes a refusal for something to be mended, and no answer for nothing known", () => {
    const failed = (code: string, status?: number) =>
      findingOf("function", new AwsFailure("Reading api.", code, status, "")).status;
    expect(failed("AccessDeniedException", 403)).to.equal("mend");
    expect(failed("CredentialsProviderError")).to.equal("mend");
    expect(failed("ECONNRESET")).to.equal("unknown");
    expect(failed("TooManyRequestsException", 429)).to.equal("unknown");
    expect(failed("ServiceException", 500)).to.equal("unknown");
    expect(findingOf("function", new Error("odd")).status).to.equal("unknown");
  });
});

describe("the doctor's options", () => {
  const read = (...args: string[]) => readDoctorOptions(args, { cwd: "/shop" });

  it("are the stacks, the folder and the format", () => {
    expect(read()).to.deep.include({ stacks: [], isJson: false });
    expect(read("--stack", "dev", "--stack=prod", "--format", "json")).to.deep.include({
      stacks: ["dev", "prod"],
      isJson: true,
    });
    expect(read("--help")).to.equal("help");
  });

  it("are refused all at once", () => {
    expect(() =>
      read("--format", "xml", "--what", "--cwd", "a", "--cwd", "b", "--stack", "dev", "--stack", "dev"),
    ).to.throw(
      "There is no option --what. --cwd is given more than once. --stack names a stack twice. --format takes one of text, json. See pulumi-lambda-code doctor --help.",
    );
  });
});
