import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { deploymentConfigs } from "#lib/release/deploymentConfigs.js";
import { type ReleaseInputName, releaseInputNames } from "#lib/release/releaseArguments.js";
import { parseReleaseInputs } from "#lib/release/releaseInputs.js";
import { unknownValue } from "#lib/ground/unknowns.js";

const least = { functionName: "orders-api", aliasName: "live", functionVersion: "42" };

const good: PropertyBag = {
  ...least,
  description: "for the shop",
  codeSha256: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
  steps: [
    { weight: 0.1, bakeSeconds: 300 },
    { weight: 0.5, bakeSeconds: 0 },
  ],
  finalBakeSeconds: 60,
  hold: 0.1,
  alarms: ["orders-api-errors", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:orders: slow"],
  onAlarmAtStart: "ignore",
  errorRate: { max: 0.01, minInvocations: 100, onTooFew: "rollback" },
  smoke: [{ payload: { ping: true }, expect: { statusCode: 200, payload: { ok: true } }, timeoutSeconds: 5 }, {}],
  autoRollback: false,
  onForeignChange: "overwrite",
  onInterrupt: "leave",
  triggers: "0123abcd",
  retain: { versions: 10, minAgeSeconds: 0 },
  timeoutSeconds: 3_000,
  onDestroy: "delete",
  aws: { region: "eu-west-1" },
};

const bad: Record<Exclude<ReleaseInputName, "deploymentConfig">, unknown> = {
  functionName: "no such name",
  aliasName: "42",
  functionVersion: 42,
  description: "x".repeat(257),
  codeSha256: "abc",
  steps: [{ weight: 1, bakeSeconds: 60 }],
  finalBakeSeconds: -1,
  hold: 10,
  alarms: [""],
  onAlarmAtStart: "wait",
  errorRate: { max: 1 },
  smoke: [{ expect: { status: 200 } }],
  autoRollback: "yes",
  onForeignChange: "merge",
  onInterrupt: "wait",
  triggers: 7,
  retain: { versions: 1 },
  timeoutSeconds: 0,
  onDestroy: "archive",
  aws: { region: 7 },
};

function reasons(bag: PropertyBag): string[] {
  return parseReleaseInputs(bag).failures.map(({ reason }) => reason);
}

describe("the arguments of a release", () => {
  it("are taken where they are right, each of them", () => {
    expect(reasons(good)).to.deep.equal([]);
    expect(Object.keys(good)).to.have.members(releaseInputNames.filter((name) => name !== "deploymentConfig"));
    expect(reasons({ ...least, deploymentConfig: "AllAtOnce", functionVersion: "$LATEST" })).to.deep.equal([]);
  });

  it("are refused all at once, each by a sentence that begins with its name", () => {
    const { failures } = parseReleaseInputs({ ...bad, deploymentConfig: "Canary20Percent5Minutes", alarm: "x" });
    expect(new Set(failures.map(({ argument }) => argument))).to.deep.equal(new Set([...releaseInputNames, "alarm"]));
    for (const { argument, reason } of failures) {
      expect(reason, argument)
        .to.match(new RegExp(`^${argument}`))
        .and.match(/\.$/);
    }
  });

  it("name what is wrong inside of them, and quote no payload, alarm or hash", () => {
    const problems = reasons({
      ...least,
      steps: [{ weight: 0.5, bakeSeconds: 60 }, { weight: 0.5 }, { weight: 2, bakeSeconds: "60", bake: 1 }],
      errorRate: { max: "1 %", minInvocations: 0, min: 3 },
      smoke: { payload: "hunter2", expects: {} },
      retain: { versions: 2.5, minAge: 1 },
    });
    for (const part of [
      "steps[1].bakeSeconds must be a number",
      "steps[2].bake is not an argument",
      "steps[2].weight must be",
      "steps[2].bakeSeconds must be a number",
      "errorRate.max must be",
      "errorRate.minInvocations must be",
      "errorRate.min is not an argument",
      "smoke.expects is not an argument",
      "retain.versions must be",
      "retain.minAge is not an argument",
    ]) {
      expect(
        problems.filter((problem) => problem.startsWith(part)),
        part,
      ).to.have.length(1);
    }
    expect(problems.join(" ")).not.to.contain("hunter2");
  });

  it("survive values of any shape", () => {
    for (const value of [null, 7, "x", [], [null], [7], {}, [[]], true]) {
      const bag = Object.fromEntries(releaseInputNames.map((name) => [name, value]));
      expect(() => parseReleaseInputs(bag), JSON.stringify(value)).not.to.throw();
    }
  });

  it("have defaults: a tenth for five minutes, then all, taken back by itself, and time for all of it", () => {
    const { inputs } = parseReleaseInputs(least);
    expect(inputs).to.deep.include({
      description: "",
      steps: [{ weight: 0.1, bakeSeconds: 300 }],
      finalBakeSeconds: 0,
      alarms: [],
      onAlarmAtStart: "fail",
      smoke: [],
      autoRollback: true,
      onForeignChange: "failUnseen",
      onInterrupt: "rollback",
      onDestroy: "keep",
      timeoutSeconds: 300 + 900,
    });
    const filled = parseReleaseInputs({
      ...least,
      smoke: { payload: null },
      retain: { versions: 3 },
      errorRate: { max: 0, minInvocations: 1 },
    });
    expect(filled.failures).to.deep.equal([]);
    expect(filled.inputs.smoke).to.deep.equal([{ payload: {}, timeoutSeconds: 30 }]);
    expect(filled.inputs.retain).to.deep.equal({ versions: 3, minAgeSeconds: 3600 });
    expect(filled.inputs.errorRate).to.deep.equal({ max: 0, minInvocations: 1, onTooFew: "proceed" });
  });

  it("know CodeDeploy's configurations for Lambda by both of their names, and no other", () => {
    const canaries = [5, 10, 15, 30].map((minutes) => `Canary10Percent${minutes}Minutes`);
    const linears = ["1Minute", "2Minutes", "3Minutes", "10Minutes"].map((every) => `Linear10PercentEvery${every}`);
    expect(Object.keys(deploymentConfigs)).to.have.members([...canaries, ...linears, "AllAtOnce"]);
    const stepsOf = (deploymentConfig: string) => parseReleaseInputs({ ...least, deploymentConfig }).inputs.steps;
    expect(stepsOf("Canary10Percent30Minutes")).to.deep.equal([{ weight: 0.1, bakeSeconds: 1800 }]);
    expect(stepsOf("CodeDeployDefault.LambdaLinear10PercentEvery2Minutes")).to.deep.equal(
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((weight) => ({ weight, bakeSeconds: 120 })),
    );
    expect(stepsOf("AllAtOnce")).to.deep.equal([]);
    for (const name of ["toString", "CodeDeployDefault.AllAtOnce", "canary10percent5minutes", ""]) {
      expect(reasons({ ...least, deploymentConfig: name }), name).to.have.length(1);
    }
  });

  const contradictions: Record<string, { bag: PropertyBag; reason: RegExp }> = {
    "steps beside a configuration": {
      bag: { steps: [], deploymentConfig: "AllAtOnce" },
      reason: /^steps and deploymentConfig both say how the calls come over/,
    },
    "$LATEST where the alias is shared": {
      bag: { functionVersion: "$LATEST" },
      reason: /^functionVersion is \$LATEST/,
    },
    "a hold at no step's weight": { bag: { hold: 0.2 }, reason: /^hold is 0\.2, which is no step's weight.* 0\.1\.$/ },
    "a hold of a release all at once": { bag: { hold: 0.2, steps: [] }, reason: /^hold is 0\.2.*has no steps/ },
    "less time than the steps take": {
      bag: { timeoutSeconds: 300, finalBakeSeconds: 60 },
      reason: /^timeoutSeconds, or customTimeouts in its place, is 300, and the steps alone bake for 360 seconds/,
    },
    "more than two days of baking": {
      bag: { deploymentConfig: "Linear10PercentEvery10Minutes", finalBakeSeconds: 172_800 },
      reason: /would have a release bake for 178200 seconds/,
    },
    "an ARN of another Region than aws says": {
      bag: { functionName: "arn:aws:lambda:eu-west-1:123456789012:function:f", aws: { region: "us-east-1" } },
      reason: /^functionName is an ARN of eu-west-1/,
    },
    "an alarm of another account": {
      bag: {
        functionName: "arn:aws:lambda:eu-west-1:123456789012:function:f",
        alarms: ["arn:aws:cloudwatch:eu-west-1:210987654321:alarm:a"],
      },
      reason: /^alarms has arn:.*not where the function is/,
    },
  };
  for (const [what, { bag, reason }] of Object.entries(contradictions)) {
    it(`do not go together: ${what}`, () => {
      const found = reasons({ ...least, ...bag });
      expect(found).to.have.length(1);
      expect(found[0]).to.match(reason);
    });
  }

  it("need no more time than the steps up to a hold", () => {
    const { inputs, failures } = parseReleaseInputs({
      ...least,
      deploymentConfig: "Linear10PercentEvery1Minute",
      hold: 0.2,
      finalBakeSeconds: 600,
    });
    expect(failures).to.deep.equal([]);
    expect(inputs.timeoutSeconds).to.equal(120 + 900);
  });

  it("may be unknown, any of them, and nothing is said of what they may yet be", () => {
    for (const name of releaseInputNames) {
      const bag = { ...least, ...(name === "deploymentConfig" ? {} : good), [name]: unknownValue };
      const { failures, unknown } = parseReleaseInputs(bag);
      expect(failures, name).to.deep.equal([]);
      expect([...unknown], name).to.deep.equal([name]);
    }
  });
});
