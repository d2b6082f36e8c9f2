import { expect } from "chai";
import { diff } from "#lib/state/diff.js";
import { parseInputs, type PropertyBag } from "#lib/inputs/inputs.js";
import { readState, type State } from "#lib/state/state.js";
import { unknownValue } from "#lib/ground/unknowns.js";

const hashA = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const hashB = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
const arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders-api";

const settled: Partial<State> = {
  schemaVersion: 1,
  givenInputs: ["functionName", "code", "codeSha256"],
  functionArn: arn,
  version: "$LATEST",
  codeSha256: hashA,
  deployedCodeSha256: hashA,
  architectures: ["x86_64"],
  state: "Active",
  lastUpdateStatus: "Successful",
  aws: {},
};

const wanted: PropertyBag = { functionName: "orders-api", code: "./dist", codeSha256: hashA };

function compare(state: Partial<State>, inputs: PropertyBag) {
  return diff(readState({ ...settled, ...state }), parseInputs({ ...wanted, ...inputs }));
}

describe("diff", () => {
  const nothing: [string, Partial<State>, PropertyBag][] = [
    ["the wanted code runs", {}, {}],
    ["the function is idle", { state: "Inactive" }, {}],
    ["the same function is spelt as an ARN", {}, { functionName: arn }],
    ["the same function is spelt as a partial ARN", {}, { functionName: "123456789012:function:orders-api" }],
    ["its Region is said as well", {}, { aws: { region: "eu-west-1" } }],
    ["the same bytes come from another path", {}, { code: "./elsewhere", ignore: ["x"] }],
    ["only the description changes", { publishedCodeSha256: hashA }, { publish: true, versionDescription: "other" }],
    ["only timeoutSeconds changes", {}, { timeoutSeconds: 5 }],
    ["only onForeignChange changes", {}, { onForeignChange: "overwrite" }],
    ["publish is turned off", { publishedCodeSha256: hashA, version: "3" }, { publish: false }],
    ["the revision moved", { revisionId: "other" }, {}],
    ["the version of the wanted code is known", { publishedCodeSha256: hashA, version: "3" }, { publish: true }],
    ["architectures are as asked for", { architectures: ["arm64"] }, { architectures: ["arm64"] }],
    ["the accounts allowed change", {}, { aws: { allowedAccountIds: ["123456789012"] } }],
  ];
  for (const [title, state, inputs] of nothing) {
    it(`sees no change where ${title}`, () => {
      expect(compare(state, inputs)).to.deep.equal({ replaces: [], updates: [] });
    });
  }

  const updates: [string, Partial<State>, PropertyBag, string][] = [
    ["the wanted hash is another", {}, { codeSha256: hashB }, "codeSha256"],
    ["a refresh found other code", { codeSha256: hashB }, {}, "codeSha256"],
    ["the hash is unknown", {}, { codeSha256: unknownValue }, "codeSha256"],
    ["the code is unknown and has no pin", {}, { code: unknownValue, codeSha256: undefined }, "code"],
    ["the last update failed", { lastUpdateStatus: "Failed" }, {}, "state"],
    ["the last update is not known to have ended", { lastUpdateStatus: "InProgress" }, {}, "state"],
    ["the function itself failed", { state: "Failed" }, {}, "state"],
    ["the architecture is another", {}, { architectures: ["arm64"] }, "architectures"],
    ["the architecture is unknown", {}, { architectures: [unknownValue] }, "architectures"],
    ["a version is wanted and none was made", {}, { publish: true }, "publish"],
    ["the version is one of other code", { publishedCodeSha256: hashB }, { publish: true }, "publish"],
    [
      "the version is one for another architecture",
      { publishedCodeSha256: hashA, publishedArchitecture: "x86_64", architectures: ["arm64"] },
      { publish: true, architectures: ["arm64"] },
      "publish",
    ],
    ["publish is unknown", {}, { publish: unknownValue }, "publish"],
    ["triggers changed", { triggers: "old" }, { triggers: "new" }, "triggers"],
    ["triggers are unknown", { triggers: "old" }, { triggers: unknownValue }, "triggers"],
    ["the function is not known yet", {}, { functionName: unknownValue }, "functionName"],
    ["the profile changed", { aws: { profile: "a" } }, { aws: { profile: "b" } }, "aws"],
    ["the endpoint went", { aws: { endpoint: "http://127.0.0.1:1" } }, {}, "aws"],
    ["the roles changed", {}, { aws: { assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/r" }] } }, "aws"],
    ["the Region is unknown", {}, { aws: { region: unknownValue } }, "aws"],
  ];
  for (const [title, state, inputs, reason] of updates) {
    it(`updates where ${title}`, () => {
      expect(compare(state, inputs)).to.deep.equal({ replaces: [], updates: [reason] });
    });
  }

  it("does not let the stack's Region stand in for an unknown one", () => {
    const aws = { region: unknownValue, defaultRegion: "us-east-1" };
    expect(compare({}, { aws })).to.deep.equal({ replaces: [], updates: ["aws"] });
  });

  const replacements: [string, PropertyBag, string][] = [
    ["name", { functionName: "other" }, "functionName"],
    ["account", { functionName: "999999999999:function:orders-api" }, "functionName"],
    ["Region by ARN", { functionName: arn.replace("eu-west-1", "us-east-1") }, "aws"],
    ["Region by argument", { aws: { region: "us-east-1" } }, "aws"],
    ["Region by stack configuration", { aws: { defaultRegion: "us-east-1" } }, "aws"],
  ];
  for (const [title, inputs, property] of replacements) {
    it(`replaces where another ${title} is asked for`, () => {
      expect(compare({}, inputs).replaces).to.deep.equal([property]);
    });
  }
});
