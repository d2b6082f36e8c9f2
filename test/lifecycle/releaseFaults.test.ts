import { expect } from "chai";
import { type Fault, faults } from "../support/faults/index.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName, type ReleaseBed } from "../support/release/releaseBed.js";

const args = {
  functionVersion: "2",
  smoke: { payload: {} },
  steps: [{ weight: 0.1, bakeSeconds: 15 }],
  finalBakeSeconds: 15,
};

// Of an invocation nobody knows whether it ran, and it is not repeated: only what Lambda surely refused is sent again.
const survived: Record<string, { fault: Fault; times?: number; isInvokeSpared?: true }> = {
  "a connection reset before Lambda saw the request": { fault: faults.resetBefore(), isInvokeSpared: true },
  "a connection reset after Lambda acted": { fault: faults.resetAfter(), isInvokeSpared: true },
  "an answer cut in its middle": { fault: faults.truncated(), isInvokeSpared: true },
  "a proxy's HTML page with status 502": { fault: faults.htmlBadGateway(), isInvokeSpared: true },
  "a proxy's HTML page after Lambda acted": { fault: faults.htmlBadGateway({ acted: true }), isInvokeSpared: true },
  "a failure 500 of AWS itself": { fault: faults.serviceFailure(), isInvokeSpared: true },
  "a failure 500 of AWS itself after it acted": { fault: faults.serviceFailure({ acted: true }), isInvokeSpared: true },
  "a 503": { fault: faults.unavailable(), isInvokeSpared: true },
  "a burst of 429": { fault: faults.throttled(), times: 5 },
};

/** Releases once and forgets it, so that the next one begins as this one did. */
async function requestsOf(bed: ReleaseBed): Promise<string[]> {
  await bed.newStack().up(args);
  const operations = bed.proxy.requests.splice(0).map(({ operation }) => operation);
  reset(bed);
  return operations;
}

function reset(bed: ReleaseBed): void {
  bed.proxy.clear();
  bed.lambda.createAlias(functionName, { name: aliasName, version: "1", description: "for customers" });
  bed.proxy.requests.length = 0;
}

onReleaseBed("at each request of a release", (test) => {
  for (const [title, { fault, times = 1, isInvokeSpared }] of Object.entries(survived)) {
    test(`${title} costs nothing`, async (bed) => {
      const operations = await requestsOf(bed);
      for (const [index, operation] of operations.entries()) {
        if (isInvokeSpared === true && operation === "Invoke") {
          continue;
        }
        bed.proxy.inject(undefined, fault, { nth: index + 1, times });
        const stack = bed.newStack();
        await stack.up(args);
        const what = `request ${index + 1}, ${operation}`;
        expect(bed.alias, what).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
        expect(bed.flawsOfState(stack.outputs), what).to.deep.equal([]);
        expect(bed.moves(), what).to.deep.equal(["1 2:0.1", "2", "2"]);
        reset(bed);
      }
    });
  }

  for (const [title, fault] of Object.entries({
    "a refusal for want of a permission": faults.accessDenied(),
    "credentials that have ended": faults.expiredToken(),
  })) {
    test(`${title}, from then on, leaves a state that is true, and the next up ends it`, async (bed) => {
      const operations = await requestsOf(bed);
      for (const [index, operation] of operations.entries()) {
        bed.proxy.inject(undefined, fault, { nth: index + 1, times: Infinity });
        const stack = bed.newStack();
        await stack.up(args).catch(() => undefined);
        const what = `request ${index + 1}, ${operation}`;
        expect(stack.outputs === undefined ? [] : bed.flawsOfState(stack.outputs), what).to.deep.equal([]);
        bed.proxy.clear();
        await stack.up(args);
        expect(bed.alias, what).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
        expect((await stack.up(args)).step, what).to.equal("same");
        reset(bed);
      }
    });
  }
});
