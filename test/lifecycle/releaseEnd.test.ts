import { expect } from "chai";
import { createReleaseProvider } from "#lib/releaseProvider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName } from "../support/release/releaseBed.js";

onReleaseBed("the end of a release's resource", (test) => {
  test("is no failure where the function is gone, whatever becomes of the alias", async (bed) => {
    for (const onDestroy of ["keep", "delete"]) {
      const stack = bed.newStack();
      await stack.up({ functionVersion: "2", onDestroy });
      bed.proxy.inject(/./, faults.refusal(404, "ResourceNotFoundException", `Function not found: ${functionName}`), {
        times: Infinity,
      });
      await bed.destroy(stack);
      bed.proxy.clear();
    }
  });

  test("leaves no weights of a hold behind whose journal somebody took out of the description", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { description: "edited" });
    bed.moves();
    await bed.destroy();
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(bed.alias.weights).to.deep.equal({});
  });

  test("leaves a split as it is that somebody else made", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    const { description } = bed.alias;
    const kept = bed.stack.outputs;
    for (const weights of [{ 3: 0.2 }, { 2: 0.8 }] as Record<string, number>[]) {
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "1", weights, description });
      bed.moves();
      const provider = createReleaseProvider({ clock: bed.clock, log: new CapturedLog() });
      await provider.delete("", kept ?? {});
      expect(bed.moves()).to.deep.equal([]);
    }
  });

  for (const [phase, seconds, finalBakeSeconds] of [
    ["shift", 20, 0],
    ["final", 130, 60],
  ] as const) {
    test(`takes away what a run left that was killed in its ${phase}`, async (bed) => {
      const alice = bed.newDeployer();
      await bed.stack.up({ functionVersion: "1" });
      const run = alice.begin("up", { functionVersion: "2", finalBakeSeconds });
      bed.clock.after(seconds, () => {
        alice.kill();
      });
      await run.ended;
      await bed.destroy();
      const version = phase === "final" ? "2" : "1";
      expect(bed.alias).to.deep.equal({ version, weights: {}, description: "for customers" });
    });
  }
});

onReleaseBed("the end of a resource whose alias AWS is still moving", (test) => {
  test("waits for provisioned concurrency, as far as that is known to take", async (bed) => {
    bed.lambda.provision(functionName, aliasName);
    bed.function.settings = { provisioningMs: 400_000 };
    await bed.stack.up({ functionVersion: "1" });
    const alice = bed.newDeployer();
    const run = alice.begin("up", { functionVersion: "2" });
    bed.clock.after(200, () => {
      alice.kill();
    });
    await run.ended;
    expect(bed.alias).to.deep.include({ version: "2", weights: { 1: 1 } });
    await bed.destroy();
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });
});

onReleaseBed("an alarm that was red between two looks", (test) => {
  test("is told as what it was: red for a while, and no more", async (bed) => {
    bed.lambda.alarms.after(31_000, "errors", "ALARM", "for a moment");
    bed.lambda.alarms.after(33_000, "errors", "OK", "quiet again");
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2" }));
    expect(message).to.include("alarm errors was not OK for a while between two looks (by now: quiet again)");
    expect(message).not.to.include("is in ALARM");
  });
});

onReleaseBed("a description as long as Lambda takes it", (test) => {
  const long = `${"ü".repeat(170)}🚀${"é".repeat(84)}`;

  test("stands cut beside the journal, and is whole again at the end", async (bed) => {
    expect(long).to.have.lengthOf(256);
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { description: long });
    const stack = bed.newStack();
    delete stack.defaults.description;
    bed.clock.after(20, () => {
      expect(bed.alias.description.length).to.be.at.most(256);
      expect(bed.alias.description).to.match(/^ü+(?:🚀)?é*… \[release 1>2 /u);
    });
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.description).to.equal(long);
  });

  test("that the program does not give is whole again after a hold", async (bed) => {
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { description: long });
    const stack = bed.newStack();
    delete stack.defaults.description;
    await stack.up({ functionVersion: "2", hold: 0.1 });
    expect(bed.alias.description).not.to.include(long);
    await stack.refresh();
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.description).to.equal(long);
    expect(stack.outputs).not.to.have.property("wholeDescription");
  });

  test("is whole again where a hold is taken back, or its resource destroyed", async (bed) => {
    for (const end of ["back", "destroy"]) {
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "1", weights: {}, description: long });
      const stack = bed.newStack();
      delete stack.defaults.description;
      await stack.up({ functionVersion: "2", hold: 0.1 });
      await (end === "back" ? stack.up({ functionVersion: "1" }) : bed.destroy(stack));
      expect(bed.alias, end).to.deep.equal({ version: "1", weights: {}, description: long });
    }
  });

  test("is no change after a refresh of a hold, where the program gives it", async (bed) => {
    const args = { functionVersion: "2", hold: 0.1, description: long };
    await bed.stack.up(args);
    await bed.stack.refresh();
    expect((await bed.stack.up(args)).step).to.equal("same");
  });
});
