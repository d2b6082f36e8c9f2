import { expect } from "chai";
import { backoffMs, classify, retryRead, retryRefusedWrite } from "#lib/aws/calls/retry.js";
import type { Deadline } from "#lib/ground/clock.js";
import { AwsFailure } from "#lib/ground/errors.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

function failure(awsCode: string, httpStatus?: number, awsMessage = "words"): AwsFailure {
  return new AwsFailure(`${awsCode}: ${awsMessage}`, awsCode, httpStatus, awsMessage);
}

const throttled = failure("TooManyRequestsException", 429);
const lost = failure("ECONNRESET");
const refused = failure("AccessDeniedException", 403);
const skewed = failure("InvalidSignatureException", 403);

describe("retry", () => {
  const kinds: [string, AwsFailure, string][] = [
    ["429", throttled, "throttled"],
    ["ThrottlingException with status 400", failure("ThrottlingException", 400), "throttled"],
    ["409 in progress", failure("ResourceConflictException", 409, "An update is in progress for resource: x"), "busy"],
    [
      "409 Pending",
      failure("ResourceConflictException", 409, "The function is currently in the following state: Pending"),
      "busy",
    ],
    [
      "409 for two writes that met",
      failure(
        "ResourceConflictException",
        409,
        "The function could not be updated due to a concurrent update operation.",
      ),
      "busy",
    ],
    ["409 in words not known yet", failure("ResourceConflictException", 409, "Not now."), "busy"],
    ["409 already exists", failure("ResourceConflictException", 409, "Alias already exists: x"), "refused"],
    ["409 already exist", failure("ResourceConflictException", 409, "Function already exist: x"), "refused"],
    ["412", failure("PreconditionFailedException", 412), "stale"],
    ["a signature refused for the clock", skewed, "skewed"],
    ["a lost connection", lost, "ambiguous"],
    ["500", failure("ServiceException", 500), "ambiguous"],
    ["502 as a page of HTML", failure("HTTP 502", 502), "ambiguous"],
    ["a cut 200", failure("ECONNRESET", 200), "ambiguous"],
    ["403", refused, "refused"],
    ["404", failure("ResourceNotFoundException", 404), "refused"],
    ["413", failure("RequestEntityTooLargeException", 413), "refused"],
    ["missing credentials", failure("CredentialsProviderError"), "refused"],
    ["a missing Region", failure("Error", undefined, "Region is missing"), "refused"],
  ];
  for (const [title, awsFailure, kind] of kinds) {
    it(`takes ${title} for ${kind}`, () => {
      expect(classify(awsFailure)).to.equal(kind);
    });
  }

  /** Fails in the given order, then answers. */
  function failing(...failures: AwsFailure[]) {
    const left = [...failures];
    const calls = { count: 0 };
    const call = () => {
      calls.count += 1;
      const next = left.shift();
      return next === undefined ? Promise.resolve("answer") : Promise.reject(next);
    };
    return { call, calls };
  }

  function inMinutes(clock: DrivenClock, minutes: number): Deadline {
    return { atMs: clock.nowMs() + minutes * 60_000 };
  }

  it("repeats a read that was throttled or lost", async () => {
    const clock = new DrivenClock();
    const { call, calls } = failing(throttled, lost, throttled);
    expect(await retryRead(call, clock, inMinutes(clock, 10))).to.equal("answer");
    expect(calls.count).to.equal(4);
    expect(clock.sleepsMs).to.have.lengthOf(3);
  });

  it("gives a read up after ten losses", async () => {
    const clock = new DrivenClock();
    const { call, calls } = failing(...Array.from({ length: 20 }, () => lost));
    expect(await messageOfRejection(retryRead(call, clock, inMinutes(clock, 60)))).to.match(/ECONNRESET/);
    expect(calls.count).to.equal(10);
  });

  it("tells once that a read has stayed without an answer for ten seconds, and why", async () => {
    const clock = new DrivenClock();
    const said: string[] = [];
    const { call } = failing(...Array.from({ length: 20 }, () => lost));
    await messageOfRejection(retryRead(call, clock, inMinutes(clock, 60), (line: string) => said.push(line)));
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/^no usable answer from AWS \(ECONNRESET\), trying again, [12]\d s so far$/);
  });

  it("ends at the deadline, however long the throttling goes on", async () => {
    const clock = new DrivenClock();
    const deadline = inMinutes(clock, 1);
    const { call } = failing(...Array.from({ length: 1000 }, () => throttled));
    expect(await messageOfRejection(retryRead(call, clock, deadline))).to.match(/TooManyRequests/);
    expect(clock.nowMs()).to.be.at.most(deadline.atMs);
  });

  it("repeats a write only where it cannot have happened", async () => {
    const clock = new DrivenClock();
    const { call, calls } = failing(throttled, skewed, lost);
    expect(await messageOfRejection(retryRefusedWrite(call, clock, inMinutes(clock, 10)))).to.match(/ECONNRESET/);
    expect(calls.count).to.equal(3);
  });

  it("repeats a request refused for the clock once, and at once", async () => {
    const clock = new DrivenClock();
    const { call, calls } = failing(skewed, skewed);
    await messageOfRejection(retryRead(call, clock, inMinutes(clock, 10)));
    expect(calls.count).to.equal(2);
    expect(clock.sleepsMs).to.deep.equal([0]);
  });

  it("repeats nothing that was refused", async () => {
    const clock = new DrivenClock();
    const { call, calls } = failing(refused);
    await messageOfRejection(retryRead(call, clock, inMinutes(clock, 10)));
    expect(calls.count).to.equal(1);
  });

  it("backs off exponentially up to ten seconds, with jitter that never falls under half a step", () => {
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, () => 1))).to.deep.equal([200, 400, 800, 1600]);
    expect(backoffMs(30, () => 1)).to.equal(10_000);
    expect(backoffMs(30, () => 0)).to.equal(5_000);
  });
});
