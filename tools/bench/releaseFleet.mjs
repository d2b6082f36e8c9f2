// A fleet of functions with aliases on a strict Lambda, and one process of the provider's that releases to them, all by a
// clock that jumps: nothing is waited for, and what is counted is the same on every machine.
import { ownAccount } from "../../build/test/support/accounts.js";
import { CapturedLog } from "../../build/test/support/capturedLog.js";
import { freshEndpoint } from "../../build/test/support/freshEndpoint.js";
import { keyOfOurs } from "../../build/test/support/lifecycleBed.js";
import { RequestsUnderWay } from "../../build/test/support/requestsUnderWay.js";
import { Stack } from "../../build/test/support/stack.js";
import { StrictLambda } from "../../build/test/support/strictLambda/index.js";
import { VirtualClock } from "../../build/test/support/virtualClock.js";
import { newSurroundings } from "../../dist/code/surroundings.js";
import { releaseProviderWithin } from "../../dist/releaseProvider.js";

/** `count` functions with version 2 published and an alias at version 1, each with an alarm of its own that is OK. */
export async function openReleases(count) {
  process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
  process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
  const underWay = new RequestsUnderWay();
  const clock = new VirtualClock(() => underWay.isAny);
  const lambda = await StrictLambda.start({ clock, accounts: { [keyOfOurs]: ownAccount } });
  const provider = releaseProviderWithin(newSurroundings(clock, new CapturedLog()));
  const endpoint = freshEndpoint(lambda.url);
  const aws = { region: "us-east-1", endpoint, endpoints: { cloudwatch: endpoint } };
  const stacks = Array.from({ length: count }, (_, index) => {
    const [functionName, alarm] = [`f${index}`, `alarm-${index}`];
    lambda.createFunction({ name: functionName, publish: true });
    lambda.deployBehindBack(functionName, `exports.handler = () => ${index}`, { publish: true });
    lambda.settle(functionName);
    lambda.createAlias(functionName, { name: "live", version: "1" });
    lambda.alarms.put(alarm);
    const args = { functionName, aliasName: "live", functionVersion: "2", alarms: [alarm], aws };
    return new Stack(clock, args, () => provider);
  });
  return {
    clock,
    lambda,
    up: (index, steps) => stacks[index].up({ steps }),
    preview: (index, steps) => stacks[index].preview({ steps }),
    redAt: (index, atMs) => lambda.alarms.after(atMs - clock.nowMs(), `alarm-${index}`, "ALARM"),
    /** What some work took in driven time, and what it asked. */
    async measured(work) {
      lambda.journal.clear();
      const startMs = clock.nowMs();
      await clock.run(work());
      return { elapsedMs: clock.nowMs() - startMs, requests: lambda.journal.requests() };
    },
    async stop() {
      underWay.restore();
      await lambda.stop();
    },
  };
}
