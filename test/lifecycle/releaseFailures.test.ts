import { execFileSync } from "node:child_process";
import { expect } from "chai";
import type { KeptVersion } from "#lib/release/releaseState.js";
import { createReleaseProvider } from "#lib/releaseProvider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName } from "../support/release/releaseBed.js";
import { failing } from "../support/strictLambda/invocation.js";

const smoke = { payload: { ping: true }, expect: { statusCode: 200 } };

// Each row of the table of failures: what runs then, what the state says, what the next up does.
onReleaseBed("what fails in a release", (test) => {
  test("in pre-flight moves nothing, names all problems at once, and is tried again", async (bed) => {
    const { stack } = bed;
    await stack.up({ functionVersion: "1" });
    bed.moves();
    bed.function.versions.get("2")!.configuration.Role = "arn:aws:iam::111111111111:role/other";
    bed.lambda.alarms.set("errors", "ALARM", "red for days");
    const message = await messageOfRejection(stack.up({ functionVersion: "2", alarms: ["errors", "erors"] }));
    expect(message).to.include("different roles").and.to.include("no alarm erors").and.to.include("red for days");
    expect(bed.moves()).to.deep.equal([]);
    expect(stack.outputs).to.include({ phase: "Succeeded", functionVersion: "1" });
    bed.function.versions.get("2")!.configuration.Role = bed.function.versions.get("1")!.configuration.Role;
    bed.lambda.alarms.set("errors", "OK");
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("in the smoke test moves nothing, remembers the version, and does not try it again until triggers change", async (bed) => {
    const { stack } = bed;
    bed.function.handler = () => failing("Runtime.ImportModuleError", "secret");
    const message = await messageOfRejection(stack.up({ functionVersion: "2", smoke }));
    expect(message).to.match(
      /smoke test of version 2 failed: the function failed \(Runtime\.ImportModuleError\) \(request id/,
    );
    expect(message).not.to.include("secret");
    expect(bed.moves()).to.deep.equal([]);
    expect(stack.outputs).to.include({ failedVersion: "2", functionVersion: "1" });
    expect(bed.flawsOfState()).to.deep.equal([]);
    bed.function.handler = undefined;
    expect(await messageOfRejection(stack.up({ functionVersion: "2", smoke }))).to.match(/not tried again by itself/);
    expect(bed.function.invocations).to.have.lengthOf(1);
    await stack.up({ functionVersion: "2", smoke, triggers: "again" });
    expect(bed.alias.version).to.equal("2");
    expect(stack.outputs).not.to.have.property("failedVersion");
  });

  test("in a bake takes it back, and the version fails fast until it, or triggers, are others", async (bed) => {
    const { stack } = bed;
    bed.lambda.alarms.after(70_000, "errors", "ALARM");
    await messageOfRejection(stack.up({ functionVersion: "2" }));
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "1"]);
    expect(stack.outputs).to.include({ phase: "RolledBack", functionVersion: "1", failedVersion: "2" });
    expect(bed.flawsOfState()).to.deep.equal([]);
    bed.lambda.alarms.set("errors", "OK");
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.match(/not tried again/);
    expect(await messageOfRejection(stack.up({ functionVersion: "2", finalBakeSeconds: 5 }))).to.match(
      /not tried again/,
    );
    expect(bed.moves()).to.deep.equal([]);
    await stack.up({ functionVersion: "3" });
    expect(bed.alias.version).to.equal("3");
  });

  test("is refused by the update itself, too, whatever the preview looked at", async (bed) => {
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    await messageOfRejection(bed.stack.up({ functionVersion: "2" }));
    bed.lambda.alarms.set("errors", "OK");
    bed.moves();
    const provider = createReleaseProvider({ clock: bed.clock, log: new CapturedLog() });
    const updating = provider.update("", bed.stack.outputs ?? {}, { ...bed.args(), functionVersion: "2" });
    expect(await messageOfRejection(updating)).to.match(/failed before.*Nothing was moved/);
    expect(bed.moves()).to.deep.equal([]);
  });

  test("where another run takes over, at the very weights of this one, is left to that run", async (bed) => {
    bed.clock.after(20, () => {
      const description = bed.alias.description.replace(/id=\w+/, "id=other1");
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { description });
    });
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include(
      "another run releases version 2 to the alias (id other1)",
    );
    expect(bed.moves()).to.deep.equal(["1 2:0.1"]);
  });

  test("in the final bake takes back a version that has all calls", async (bed) => {
    bed.lambda.alarms.after(150_000, "errors", "ALARM");
    await messageOfRejection(bed.stack.up({ functionVersion: "2", finalBakeSeconds: 60 }));
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2", "1"]);
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
    expect(bed.flawsOfState()).to.deep.equal([]);
  });

  test("where going back fails, too, says the command for it, and the next up goes back before anything else", async (bed) => {
    const { stack } = bed;
    bed.clock.after(20, () => {
      bed.lambda.alarms.set("errors", "ALARM");
      bed.deny("UpdateAlias");
    });
    const message = await messageOfRejection(stack.up({ functionVersion: "2" }));
    expect(message)
      .to.include(
        "aws lambda update-alias --region us-east-1 --function-name orders-api --name live --function-version 1",
      )
      .and.to.include("AdditionalVersionWeights={}");
    expect(stack.outputs).to.deep.include({ phase: "Shifting", routingConfig: { 2: 0.1 }, failedVersion: "2" });
    expect(bed.flawsOfState()).to.deep.equal([]);
    bed.allowAll();
    bed.lambda.alarms.set("errors", "OK");
    bed.moves();
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.match(/failed before/);
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(stack.outputs).to.include({ phase: "RolledBack", functionVersion: "1", failedVersion: "2" });
    await stack.up({ functionVersion: "3" });
    expect(bed.alias.version).to.equal("3");
  });

  test("where CloudWatch is blind for three looks takes it back as unwatched, and tries it again", async (bed) => {
    const { stack } = bed;
    bed.clock.after(20, () => {
      bed.deny("DescribeAlarms");
    });
    const startMs = bed.clock.nowMs();
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.match(/was unwatched: 3 looks in a row/);
    expect(bed.clock.nowMs() - startMs).to.be.within(60_000, 75_000);
    expect(bed.alias.version).to.equal("1");
    expect(stack.outputs)
      .to.include({ phase: "RolledBack", functionVersion: "1" })
      .and.not.have.property("failedVersion");
    bed.allowAll();
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("where CloudWatch is blind for two looks goes on", async (bed) => {
    bed.proxy.inject(/^POST \/$/, faults.accessDenied(), { nth: 3, times: 2 });
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("where an alarm is deleted meanwhile takes it back", async (bed) => {
    bed.clock.after(20, () => bed.lambda.alarms.delete("errors"));
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.match(/no alarm errors any more/);
    expect(bed.alias.version).to.equal("1");
  });

  test("where somebody else moves the alias leaves it as it is, and waits for a refresh", async (bed) => {
    const { stack, lambda } = bed;
    await stack.up({ functionVersion: "1" });
    bed.moves();
    bed.clock.after(20, () => lambda.moveAliasBehindBack(functionName, aliasName, { version: "3", weights: {} }));
    const message = await messageOfRejection(stack.up({ functionVersion: "2" }));
    expect(message).to.match(/somebody else moved the alias meanwhile, to version 3\. It was left as it is/);
    expect(bed.moves()).to.deep.equal(["1 2:0.1"]);
    expect(stack.outputs).to.include({ phase: "Stopped", functionVersion: "3" });
    expect(bed.flawsOfState()).to.deep.equal([]);
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.match(/did not set/);
    await stack.refresh();
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("where the version is deleted meanwhile takes away its weights, and asks for another one", async (bed) => {
    const { lambda } = bed;
    const alice = bed.newDeployer();
    const run = alice.begin("up", { functionVersion: "2" });
    bed.clock.after(20, () => {
      alice.kill();
    });
    await run.ended;
    lambda.settings.weightsHoldVersions = false;
    bed.function.versions.delete("2");
    bed.moves();
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.match(/publish it again/);
    expect(bed.moves()).to.deep.equal(["1"]);
  });

  test("by a deadline takes it back", async (bed) => {
    bed.clock.after(20, () => {
      bed.clock.advance(600_000);
    });
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2", timeoutSeconds: 500 }));
    expect(message).to.match(/it was not done within timeoutSeconds, 500 s\. All calls go to version 1 again/);
    expect(bed.alias.version).to.equal("1");
  });

  test("where provisioned concurrency fails on the new version takes it back", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.lambda.failNextProvisioning();
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.match(
      /provisioned concurrency could not be allocated on version 2 \(FUNCTION_ERROR_INIT_FAILURE\)/,
    );
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
    expect(bed.stack.outputs).to.include({ phase: "RolledBack", failedVersion: "2" });
  });

  test("where pruning is refused fails no release, and says what stays and why", async (bed) => {
    bed.deny("DeleteFunction");
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "2", weights: {} });
    bed.clock.advance(3_600_000 * 2);
    await bed.stack.up({ functionVersion: "3", retain: { versions: 2 } });
    expect(bed.stack.outputs).to.include({ phase: "Succeeded", functionVersion: "3" });
    const [kept, ...others] = bed.stack.outputs?.keptVersions as KeptVersion[];
    expect(others).to.deep.equal([]);
    expect(kept?.version).to.equal("1");
    expect(kept?.reason).to.match(/^AccessDeniedException: /);
  });

  test("with autoRollback false leaves the weights, and says the commands to go on or back", async (bed) => {
    const { stack } = bed;
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    const message = await messageOfRejection(stack.up({ functionVersion: "2", autoRollback: false }));
    expect(message).to.match(
      /left as it is\. To go on, run `aws .*--function-version 2 .*to go back, `aws .*--function-version 1 /,
    );
    expect(bed.moves()).to.deep.equal(["1 2:0.1"]);
    expect(stack.outputs).to.deep.include({ phase: "Stopped", routingConfig: { 2: 0.1 }, failedVersion: "2" });
    expect(bed.flawsOfState()).to.deep.equal([]);
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "2", weights: {} });
    await stack.refresh();
    await stack.up({ functionVersion: "2" });
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("says commands that a shell takes as they are, and that leave nothing of the journal", async (bed) => {
    const description = "for Zoë's customers: $HOME";
    const stack = bed.newStack({ description });
    await stack.up({ functionVersion: "1" });
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    const message = await messageOfRejection(stack.up({ functionVersion: "2", autoRollback: false }));
    const command = /to go back, `(aws .*)`; then `pulumi refresh`/.exec(message)?.[1] ?? "";
    const words = execFileSync("sh", ["-c", `aws() { printf '%s\\n' "$@"; }\n${command}`], { encoding: "utf8" });
    const given = new Map([...words.matchAll(/^--([a-z-]+)\n(.*)$/gm)].map(([, name, value]) => [name, value]));
    expect(given.get("function-version")).to.equal("1");
    expect(given.get("routing-config")).to.equal("AdditionalVersionWeights={}");
    expect(given.get("description")).to.equal(description);
    bed.lambda.moveAliasBehindBack(functionName, aliasName, {
      version: "1",
      weights: {},
      description: given.get("description"),
    });
    await stack.refresh();
    expect(stack.outputs).to.include({ phase: "Stopped", functionVersion: "1", description });
  });

  test("says no description in a command where it would steer the terminal", async (bed) => {
    bed.lambda.alarms.after(20_000, "errors", "ALARM");
    const description = "for\u001b[31m customers";
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2", description, autoRollback: false }));
    expect(message).to.include("AdditionalVersionWeights={}`").and.not.to.include("\u001b");
  });
});
