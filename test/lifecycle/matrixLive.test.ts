import { expect } from "chai";
import { driftOf, unfinishedOf } from "#lib/command/functions/deployedFunction.js";
import { lookLive } from "#lib/command/matrix/live.js";
import type { Column } from "#lib/command/stacks/column.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { DrivenClock } from "../support/drivenClock.js";
import { DrivenTimeouts } from "../support/drivenTimeouts.js";
import { freshEndpoint } from "../support/freshEndpoint.js";
import { code, columnWith, release, type Resource, sealed } from "../support/command/exportedStates.js";
import { StrictLambda, zipOf } from "../support/strictLambda/index.js";

const stacks = ["dev", "staging", "prod"];
const functionsPerStack = 100;
const bytes = zipOf({ "index.js": "1" });
const ofOne = codeSha256Of(bytes);

describe("the matrix with --live, over a strict Lambda", () => {
  let clock: DrivenClock;
  let timeouts: DrivenTimeouts;
  let lambda: StrictLambda;
  let aws: { region: string; endpoint: string };

  beforeEach(async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    clock = new DrivenClock();
    timeouts = new DrivenTimeouts(clock);
    lambda = await StrictLambda.start({ clock });
    aws = { region: "us-east-1", endpoint: freshEndpoint(lambda.url) };
  });

  afterEach(async () => {
    timeouts.restore();
    await lambda.stop();
  });

  it("asks for a hundred functions with aliases in each of three stacks once each, within the quotas of one account", async () => {
    const columns = stacks.map((stack) =>
      columnWith(
        stack,
        Array.from({ length: functionsPerStack }, (_, index) => `${stack}-${index}`).flatMap((name) =>
          deployed(name, true),
        ),
      ),
    );
    lambda.quotas.enabled = true;
    lambda.journal.clear();
    const beganAtMs = clock.nowMs();
    const told: string[] = [];
    const seen = await lookLive(columns, clock, (done, all) => told.push(`${done}/${all}`));
    expect(seen.flatMap(({ problems }) => problems)).to.deep.equal([]);
    expect(wordsOf(seen)).to.deep.equal([]);
    expect(told.at(-1)).to.equal("300/300");
    for (const operation of ["GetFunction", "GetAlias"]) {
      const answered = lambda.journal.requests(operation).filter(({ status }) => status === 200);
      expect(answered, operation).to.have.lengthOf(300);
    }
    expect(new Set(lambda.journal.requests().map(({ operation }) => operation)).size).to.equal(2);
    // What is refused for its rate shows where the quota is; that is found out once, not at each request.
    const refused = lambda.journal.requests().filter(({ status }) => status === 429);
    expect(refused.length).to.be.below(40);
    expect(lambda.journal.writes()).to.deep.equal([]);
    // Fifteen a second, and what the account has saved up.
    expect(clock.nowMs() - beganAtMs).to.be.within(15_000, 45_000);
  });

  it("shows what really runs, and tells what somebody else did", async () => {
    const columns = [
      columnWith(
        "dev",
        ["kept", "changed", "moved", "shared", "unaliased"].flatMap((name) => deployed(name, true)),
      ),
    ];
    columns[0]?.functions.push(...columnWith("dev", deployed("gone")).functions);
    lambda.deployBehindBack("moved-function", zipOf({ "index.js": "2" }), { publish: true });
    lambda.deployBehindBack("moved-function", bytes);
    const hash = lambda.deployBehindBack("changed-function", zipOf({ "index.js": "by hand" }));
    lambda.deployBehindBack("shared-function", zipOf({ "index.js": "2" }), { publish: true });
    lambda.deployBehindBack("shared-function", bytes);
    lambda.moveAliasBehindBack("moved-function", "live", { version: "2" });
    lambda.moveAliasBehindBack("shared-function", "live", { weights: { 2: 0.25 } });
    lambda.deleteAliasBehindBack("unaliased-function", "live");
    lambda.deleteBehindBack("gone-function");
    const [column] = await lookLive(columns, clock, () => undefined);
    const drift = Object.fromEntries((column?.functions ?? []).map((one) => [one.resourceName, driftOf(one)]));
    expect(drift).to.deep.equal({
      kept: [],
      changed: [`runs ${hash.slice(0, 8)}, and ${ofOne.slice(0, 8)} was deployed`],
      moved: ["alias live is at 2, and was left at 1"],
      shared: ["alias live is at 1, 25 % to 2, and was left at 1"],
      unaliased: ["alias live is gone"],
      gone: ["the function is gone"],
    });
    const [moved] = column?.functions.find(({ resourceName }) => resourceName === "moved")?.releases ?? [];
    expect(moved).to.include({ version: "2", codeSha256: codeSha256Of(zipOf({ "index.js": "2" })) });
    expect(column?.problems).to.deep.equal([]);
  });

  it("goes by what Lambda says where the state is older: code that was put back, an update that failed since", async () => {
    const [resource] = deployed("api");
    const outputs = {
      ...resource!.outputs,
      codeSha256: codeSha256Of(zipOf({ "index.js": "seen" })),
      lastUpdateStatus: "Failed",
    };
    const column = columnWith("dev", [{ ...resource!, outputs }]);
    expect(
      [driftOf(column.functions[0]!), unfinishedOf(column.functions[0]!)].map(({ length }) => length),
    ).to.deep.equal([1, 1]);
    const [live] = await lookLive([column], clock, () => undefined);
    expect([driftOf(live!.functions[0]!), unfinishedOf(live!.functions[0]!)]).to.deep.equal([[], []]);
  });

  it("says in one sentence what Lambda refuses, with the stack and how many, and shows what the state has", async () => {
    const columns = [columnWith("dev", [...deployed("a"), ...deployed("b"), ...deployed("c")])];
    lambda.deniedOperations.add("GetFunction");
    const [column] = await lookLive(columns, clock, () => undefined);
    expect(column?.problems).to.have.lengthOf(1);
    expect(column?.problems[0]).to.match(
      /^Asking Lambda for stack dev: Reading \w-function: AccessDeniedException: .+ So it was with 2 more of this stack\.$/,
    );
    expect(column?.functions.map(({ isLive, codeSha256 }) => [isLive, codeSha256])).to.deep.equal(
      [0, 1, 2].map(() => [false, ofOne]),
    );
  });

  it("asks nothing for a function whose access in the state holds a secret, and says so", async () => {
    const [resource] = deployed("api");
    const secret = { ...aws, assumeRoles: [{ roleArn: "arn:aws:iam::111111111111:role/deploy", externalId: sealed }] };
    const columns = [columnWith("dev", [{ ...resource!, outputs: { ...resource!.outputs, aws: secret } }])];
    lambda.journal.clear();
    const [column] = await lookLive(columns, clock, () => undefined);
    expect(column?.problems).to.deep.equal([
      "Asking Lambda for stack dev: Reading api-function: its access in the state holds a secret, and no secret is read. Leave out --live for it.",
    ]);
    expect(lambda.journal.requests()).to.deep.equal([]);
  });

  it("sends nobody who only looks to a deploy", async () => {
    const columns = [columnWith("dev", deployed("a"))];
    lambda.credentials.expire("AKIAIOSFODNN7EXAMPLE");
    const [column] = await lookLive(columns, clock, () => undefined);
    expect(column?.problems[0]).to.match(/ExpiredToken.*, then run it again\.$/);
  });

  it("says each kind of failure of a stack by itself, and marks what gave no answer", async () => {
    const secret = { ...aws, assumeRoles: [{ roleArn: "arn:aws:iam::111111111111:role/deploy", externalId: sealed }] };
    const columns = [columnWith("dev", [...deployed("a"), code("b", ofOne, { aws: secret }), ...deployed("c")])];
    lambda.deniedOperations.add("GetFunction");
    const [column] = await lookLive(columns, clock, () => undefined);
    expect(column?.problems.map((problem) => problem.replace(/Exception.*\. So/, "Exception. So"))).to.deep.equal([
      "Asking Lambda for stack dev: Reading a-function: AccessDeniedException. So it was with 1 more of this stack.",
      "Asking Lambda for stack dev: Reading b-function: its access in the state holds a secret, and no secret is read. Leave out --live for it.",
    ]);
    expect(column?.functions.map(({ isUnanswered }) => isUnanswered)).to.deep.equal([true, true, true]);
  });

  /** A function at Lambda, as a deploy left it, and its resources; with an alias where that is asked for. */
  function deployed(name: string, isReleased = false): Resource[] {
    lambda.createFunction({ name: `${name}-function`, code: bytes, publish: true });
    if (!isReleased) {
      return [code(name, ofOne, { aws })];
    }
    lambda.createAlias(`${name}-function`, { name: "live", version: "1" });
    return [code(name, ofOne, { aws }), release(name, { aws, codeSha256: ofOne })];
  }
});

const wordsOf = (columns: Column[]): string[] =>
  columns.flatMap(({ functions }) => functions.flatMap((one) => [...driftOf(one), ...unfinishedOf(one)]));
