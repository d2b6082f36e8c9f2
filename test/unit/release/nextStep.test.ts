import { expect } from "chai";
import { parseReleaseInputs } from "#lib/release/releaseInputs.js";
import { describePlan, remainingSteps } from "#lib/release/nextStep.js";
import { readReleaseState } from "#lib/release/releaseState.js";

const steps = [
  { weight: 0.1, bakeSeconds: 300 },
  { weight: 0.5, bakeSeconds: 90 },
];

describe("the steps that are left", () => {
  const weightsLeft = (standing: { weight: number; isHeld: boolean }, hold?: number) =>
    remainingSteps({ steps, hold }, standing).map(({ weight }) => weight);

  it("are all at the beginning, those up to a hold where there is one", () => {
    expect(weightsLeft({ weight: 0, isHeld: false })).to.deep.equal([0.1, 0.5]);
    expect(weightsLeft({ weight: 0, isHeld: false }, 0.1)).to.deep.equal([0.1]);
  });

  it("begin with the one in which a run was killed, and after the one that was held", () => {
    expect(weightsLeft({ weight: 0.1, isHeld: false })).to.deep.equal([0.1, 0.5]);
    expect(weightsLeft({ weight: 0.1, isHeld: true })).to.deep.equal([0.5]);
    expect(weightsLeft({ weight: 0.5, isHeld: true })).to.deep.equal([]);
  });

  it("are the last one where the program has fewer by now, so that what nobody watched is watched", () => {
    expect(weightsLeft({ weight: 0.9, isHeld: false })).to.deep.equal([0.5]);
  });

  it("lead back to a hold that is lower than what was reached", () => {
    expect(weightsLeft({ weight: 0.5, isHeld: false }, 0.1)).to.deep.equal([0.1]);
    expect(weightsLeft({ weight: 0.5, isHeld: true }, 0.1)).to.deep.equal([0.1]);
  });

  it("have a step for a hold that is the weight of none", () => {
    expect(weightsLeft({ weight: 0, isHeld: false }, 0.2)).to.deep.equal([0.1, 0.2]);
  });
});

describe("the line of a preview", () => {
  const { inputs } = parseReleaseInputs({ functionName: "f", aliasName: "live", functionVersion: "42", steps });
  const state = (more: Record<string, unknown>) =>
    readReleaseState({ functionVersion: "41", routingConfig: {}, phase: "Succeeded", wantedVersion: "41", ...more });

  const lines: [string, Record<string, unknown>, Partial<typeof inputs>][] = [
    ["release 41 > 42: 10 % for 5 min, 50 % for 90 s, then all", {}, {}],
    ["release 41 > 42: 10 % for 5 min, then hold", {}, { hold: 0.1 }],
    ["release 41 > 42: all at once, watched for 1 min", {}, { steps: [], finalBakeSeconds: 60 }],
    [
      "go on with 41 > 42: 50 % for 90 s, then all",
      { routingConfig: { 42: 0.1 }, phase: "Held", wantedVersion: "42" },
      {},
    ],
    [
      "version 42 is held at 10 %: take hold away to go on",
      { routingConfig: { 42: 0.1 }, phase: "Held", wantedVersion: "42" },
      { hold: 0.1 },
    ],
    ["version 42 has all calls already", { functionVersion: "42" }, {}],
    ["back to 42 at once", { functionVersion: "42", routingConfig: { 43: 0.1 } }, {}],
    [
      "version 42 has failed (alarm errors): it is not released again until functionVersion or triggers change",
      { failedVersion: "42", failureReason: "alarm errors" },
      {},
    ],
  ];
  for (const [line, stored, wanted] of lines) {
    it(`is "${line}"`, () => {
      expect(describePlan(state(stored), { ...inputs, ...wanted })).to.equal(line);
    });
  }

  it("does not say that a version stays away whose triggers, or code, a preview cannot know yet", () => {
    const failed = state({ failedVersion: "42", failedCodeSha256: "a".repeat(43) + "=" });
    for (const name of ["triggers", "codeSha256"]) {
      expect(describePlan(failed, inputs, new Set([name])), name).to.match(/^release 41 > 42: /);
    }
    expect(describePlan(failed, { ...inputs, codeSha256: "b".repeat(43) + "=" })).to.match(/^release 41 > 42: /);
    expect(describePlan(failed, { ...inputs, triggers: "again" })).to.match(/^release 41 > 42: /);
  });

  it("does not say that a version stays away which has all calls by now", () => {
    const failed = state({ functionVersion: "42", failedVersion: "42" });
    expect(describePlan(failed, inputs)).to.equal("version 42 has all calls already");
  });

  it("tells a new resource what is at once and what is not", () => {
    expect(describePlan(undefined, inputs)).to.equal(
      "release 42: a new alias at once, an existing one 10 % for 5 min, 50 % for 90 s, then all",
    );
  });
});
