import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { unknownValue } from "#lib/ground/unknowns.js";
import { diffRelease } from "#lib/release/diffRelease.js";
import { knownFailure } from "#lib/release/knownFailure.js";
import { parseReleaseInputs } from "#lib/release/releaseInputs.js";
import { readReleaseState, type ReleaseProgress, toReleaseState } from "#lib/release/releaseState.js";

const hash = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const hashInHex = Buffer.from(hash, "base64").toString("hex");
const otherHash = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=";
const arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders-api";
const given = { functionName: "orders-api", aliasName: "live", functionVersion: "42", codeSha256: hash };

interface Stored {
  given?: PropertyBag;
  functionVersion?: string;
  weights?: Record<string, number>;
  progress?: Partial<ReleaseProgress>;
}

function stored({ given: more, functionVersion = "42", weights = {}, progress = {} }: Stored): PropertyBag {
  const alias = { aliasArn: `${arn}:live`, functionVersion, weights, revisionId: "r1" };
  const version = { functionArn: `${arn}:${functionVersion}`, codeSha256: hash };
  return toReleaseState({ ...given, ...more }, { alias, version }, { ...settled, ...progress });
}

const settled: ReleaseProgress = {
  phase: "Succeeded",
  wantedVersion: "42",
  ownVersion: "42",
  seenVersion: "42",
  deletedVersions: [],
  keptVersions: [],
};
const held: Stored = {
  functionVersion: "41",
  weights: { "42": 0.1 },
  progress: { phase: "Held", heldWeight: 0.1, ownVersion: "41" },
};
const rolledBack: Stored = {
  functionVersion: "41",
  progress: {
    phase: "RolledBack",
    failedVersion: "42",
    failedCodeSha256: hash,
    failureReason: "alarm a",
    ownVersion: "41",
  },
};

function difference(state: Stored, news: PropertyBag) {
  return diffRelease(readReleaseState(stored(state)), parseReleaseInputs({ ...given, ...news }));
}

describe("the difference of a release", () => {
  const none: Record<string, [Stored, PropertyBag]> = {
    "all calls are on the wanted version": [{}, {}],
    "the same function is spelt otherwise": [{}, { functionName: arn }],
    "the same hash is spelt otherwise": [{}, { codeSha256: hashInHex }],
    "no hash is asked for any more": [{}, { codeSha256: undefined }],
    "it is watched otherwise, from the next release on": [
      {},
      {
        ...{ steps: [], finalBakeSeconds: 60, alarms: ["a"], onAlarmAtStart: "ignore", autoRollback: false },
        ...{ errorRate: { max: 0.1, minInvocations: 10 }, smoke: { payload: 1 }, retain: { versions: 2 } },
        ...{ onForeignChange: "overwrite", onInterrupt: "leave", timeoutSeconds: 5_000 },
      },
    ],
    "how it is watched is unknown": [{}, { alarms: unknownValue, smoke: unknownValue, steps: unknownValue }],
    "it is held as wanted": [held, { hold: 0.1, codeSha256: otherHash }],
  };
  for (const [what, [state, news]] of Object.entries(none)) {
    it(`is none where ${what}`, () => {
      expect(difference(state, news)).to.deep.equal({ replaces: [], updates: [] });
    });
  }

  const updates: Record<string, [Stored, PropertyBag, string[]]> = {
    "another version": [{}, { functionVersion: "43" }, ["functionVersion"]],
    "a version that is yet to be published": [{}, { functionVersion: unknownValue }, ["functionVersion"]],
    "another hash under the same number": [{}, { codeSha256: otherHash }, ["codeSha256"]],
    "a version that somebody else moved away from": [{ functionVersion: "41" }, {}, ["functionVersion"]],
    "weights that somebody else set": [{ weights: { "40": 0.5 } }, {}, ["routingConfig"]],
    "a hold taken away": [held, {}, ["hold"]],
    "a hold at a higher step": [held, { steps: [0.1, 0.5].map(step), hold: 0.5 }, ["hold"]],
    "a hold that somebody else changed": [{ ...held, weights: { "42": 0.3 } }, { hold: 0.1 }, ["routingConfig"]],
    "another version in place of the held one": [
      held,
      { functionVersion: "43", hold: 0.1 },
      ["functionVersion", "routingConfig", "phase"],
    ],
    "a release that was killed": [
      { functionVersion: "41", weights: { "42": 0.1 }, progress: { phase: "Shifting" } },
      {},
      ["functionVersion", "routingConfig", "phase"],
    ],
    "the program back at the version of before": [rolledBack, { functionVersion: "41" }, ["phase"]],
    "other triggers": [{}, { triggers: "0123" }, ["triggers"]],
    "another description": [{}, { description: "for the shop" }, ["description"]],
    "no description any more": [{ given: { description: "for the shop" } }, {}, ["description"]],
    "what becomes of the alias at the end": [{}, { onDestroy: "delete" }, ["onDestroy"]],
    "another way to reach it": [{}, { aws: { profile: "prod" } }, ["aws"]],
    "an unknown function": [{}, { functionName: unknownValue }, ["functionName"]],
    "an unknown alias": [{}, { aliasName: unknownValue }, ["aliasName"]],
  };
  for (const [what, [state, news, names]] of Object.entries(updates)) {
    it(`is an update for ${what}`, () => {
      expect(difference(state, news)).to.deep.equal({ replaces: [], updates: names });
    });
  }

  const replaces: Record<string, [PropertyBag, string]> = {
    "another function": [{ functionName: "orders-web" }, "functionName"],
    "another account": [{ functionName: arn.replace("123456789012", "210987654321") }, "functionName"],
    "another Region": [{ aws: { region: "us-east-1" } }, "aws"],
    "another alias": [{ aliasName: "beta" }, "aliasName"],
  };
  for (const [what, [news, name]] of Object.entries(replaces)) {
    it(`is a replacement for ${what}`, () => {
      expect(difference({}, news).replaces).to.deep.equal([name]);
    });
  }
});

describe("what the state alone knows to fail", () => {
  function failure(state: Stored, news: PropertyBag = {}) {
    return knownFailure(readReleaseState(stored(state)), parseReleaseInputs({ ...given, ...news }));
  }

  it("is a version that was taken back, with the reason of then, and what to do", () => {
    const found = failure(rolledBack);
    expect(found?.code).to.equal("VersionFailed");
    expect(found?.message).to.match(
      /^Releasing version 42 of orders-api to its alias live: it failed before \(alarm a\).*Nothing was sent\..*triggers/,
    );
    expect(failure({ ...rolledBack, progress: { ...rolledBack.progress, failedTriggers: "t" } }, { triggers: "t" }))
      .not //
      .to.equal(undefined);
  });

  it("says who has which version where its weights were left", () => {
    expect(failure({ ...rolledBack, weights: { "42": 0.1 } })?.message).to.contain(
      "Nothing was sent, and its calls are still divided: 10 % on version 42, the rest on version 41. Give another",
    );
  });

  it("is a foreign alias where even a seen one stops a release", () => {
    const strict = { onForeignChange: "fail", functionVersion: "43" };
    const moved = failure({ functionVersion: "40" }, strict);
    expect(moved?.code).to.equal("ForeignChange");
    expect(moved?.message).to.contain("the alias has version 40, which this resource did not set");
    expect(failure({ weights: { "40": 0.5 } }, strict)?.code).to.equal("ForeignChange");
    for (const onForeignChange of ["failUnseen", "overwrite"]) {
      expect(failure({ functionVersion: "40" }, { ...strict, onForeignChange })).to.equal(undefined);
    }
  });

  const fine: Record<string, [Stored, PropertyBag]> = {
    "nothing failed": [{}, { functionVersion: "43" }],
    "another version is wanted": [rolledBack, { functionVersion: "43" }],
    "the version is yet to be published": [rolledBack, { functionVersion: unknownValue }],
    "triggers say to try again": [rolledBack, { triggers: "t" }],
    "triggers may say so": [rolledBack, { triggers: unknownValue }],
    "the number has other code by now": [rolledBack, { codeSha256: otherHash }],
    "somebody gave it all calls by hand": [{ ...rolledBack, functionVersion: "42" }, {}],
    "the way back has not ended, and must be gone first": [
      {
        ...rolledBack,
        weights: { "42": 0.1 },
        progress: { ...rolledBack.progress, phase: "Shifting" },
      },
      {},
    ],
    "what was moved is what is wanted": [{ functionVersion: "40" }, { functionVersion: "40", onForeignChange: "fail" }],
  };
  for (const [what, [state, news]] of Object.entries(fine)) {
    it(`is nothing where ${what}`, () => {
      expect(failure(state, news)).to.equal(undefined);
    });
  }
});

function step(weight: number) {
  return { weight, bakeSeconds: 60 };
}
