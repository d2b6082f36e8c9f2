import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";

onReleaseBed("a release", (test) => {
  test("shifts the alias step by step and promotes it, each in one guarded write", async (bed) => {
    const { log } = await bed.stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
    expect(bed.stack.outputs).to.deep.include({
      phase: "Succeeded",
      functionVersion: "2",
      previousVersion: "1",
      routingConfig: {},
      codeSha256: bed.hashOf("2"),
    });
    expect(log).to.match(/step 1 of 3, 10 % on version 2/);
    expect((await bed.stack.up({ functionVersion: "2" })).step).to.equal("same");
  });

  test("goes back by one write within 16 seconds of an alarm, and says which it was", async (bed) => {
    const startMs = bed.clock.nowMs();
    bed.lambda.alarms.after(35_000, "errors", "ALARM", "5 errors");
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2" }));
    expect(message).to.match(/alarm errors is in ALARM \(5 errors\)\. All calls go to version 1 again/);
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1"]);
    expect(bed.clock.nowMs() - startMs).to.be.below(35_000 + 16_000);
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
    expect(bed.stack.outputs).to.include({ phase: "RolledBack", functionVersion: "1", failedVersion: "2" });
  });

  test("asks little: three writes for two steps, and a minute of baking costs one GetAlias and four DescribeAlarms", async (bed) => {
    const steps = [
      { weight: 0.1, bakeSeconds: 300 },
      { weight: 0.5, bakeSeconds: 300 },
    ];
    bed.proxy.before("UpdateAlias", 2, () => {
      bed.clock.advance(5_000);
    });
    const { log } = await bed.stack.up({ functionVersion: "2", steps });
    const count = (operation: string) => bed.proxy.requests.filter((request) => request.operation === operation).length;
    expect(count("UpdateAlias")).to.equal(3);
    // One look before the first weight, one at the end.
    expect(count("GetAlias")).to.be.at.most(10 + 2);
    expect(count("DescribeAlarms")).to.be.at.most(40 + 1);
    expect(log.match(/ left; alarms: 1 OK/g)).to.have.length.within(8, 10);
  });
});
