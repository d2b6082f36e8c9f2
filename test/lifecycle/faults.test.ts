import { expect } from "chai";
import { faults } from "../support/faults/index.js";
import { forEachFaultBed } from "../support/model/faultBed.js";
import { type FaultCase, meetEverywhere } from "../support/model/faultTable.js";

const isWrite = ({ operation }: { operation: string }) => !/^(Get|List)/.test(operation);

/** A fault of the wire, once, at the call under test. */
const wire =
  (fault: ReturnType<typeof faults.stall>, times = 1): FaultCase["inject"] =>
  ({ place }, { operation, nth }) => {
    place.proxy.inject(operation, fault, { nth, times });
  };

forEachFaultBed("at each call of a deploy", (bed) => {
  const survived: Record<string, FaultCase["inject"]> = {
    "a connection reset before Lambda saw the request costs nothing": wire(faults.resetBefore()),
    "a connection reset after Lambda acted costs nothing": wire(faults.resetAfter()),
    "an answer cut in its middle costs nothing": wire(faults.truncated()),
    "a proxy's HTML page with status 502 costs nothing": wire(faults.htmlBadGateway()),
    "a proxy's HTML page with status 502 after Lambda acted costs nothing": wire(
      faults.htmlBadGateway({ acted: true }),
    ),
    "a failure 500 of Lambda itself costs nothing": wire(faults.serviceFailure()),
    "a failure 500 of Lambda itself after it acted costs nothing": wire(faults.serviceFailure({ acted: true })),
    "a 503 costs nothing": wire(faults.unavailable()),
    "a 503 after Lambda acted costs nothing": wire(faults.unavailable({ acted: true })),
    "a burst of 429 costs nothing": wire(faults.throttled(), 7),
    "a clock that is wrong by ten minutes costs nothing": ({ place }, { operation, nth }) => {
      const { proxy, credentials } = place;
      proxy.before(operation, nth, () => {
        // The other way the next time: the SDK remembers what it has corrected.
        credentials.skewMs = credentials.skewMs > 0 ? -600_000 : 600_000;
      });
    },
  };
  for (const [title, inject] of Object.entries(survived)) {
    it(title, async () => {
      await meetEverywhere(bed(), { inject, survives: true });
    });
  }

  it("a 409 for an update in progress makes it wait", async () => {
    await meetEverywhere(bed(), {
      inject: (scenario, position) => {
        wire(faults.updateInProgress(scenario.place.target.arn))(scenario, position);
      },
      survives: true,
      at: isWrite,
    });
  });

  it("a 409 for a concurrent update operation makes it look again", async () => {
    await meetEverywhere(bed(), { inject: wire(faults.concurrentUpdate()), survives: true, at: isWrite });
  });

  it("a 412 for another revision makes it look again", async () => {
    await meetEverywhere(bed(), {
      inject: wire(faults.revisionMismatch()),
      survives: true,
      at: ({ operation }) => operation === "UpdateFunctionCode",
    });
  });

  for (const acted of [false, true]) {
    const title = acted
      ? "silence after Lambda acted ends at the deadline, and the next run finishes"
      : "silence ends at the deadline, and the next run finishes";
    it(title, async () => {
      await meetEverywhere(bed(), {
        inject: ({ place: { proxy, driven } }, { operation, nth }) => {
          proxy.inject(operation, faults.stall({ acted }), { nth });
          void proxy.whenStalled().then(() => {
            bed().machine.timeouts.expireLatest(driven);
          });
        },
        // What has stalled goes nowhere: its client is gone.
        undo: ({ place }) => {
          place.proxy.release();
        },
        survives: false,
      });
    });
  }

  it("an update that never ends makes it stop at the deadline, and the next run finishes", async () => {
    await meetEverywhere(bed(), {
      inject: ({ place }, position) => {
        place.beginEndlessUpdate(position);
      },
      undo: ({ place }) => {
        place.endUpdate();
      },
      survives: false,
      isQuiet: true,
      otherChanges: 1,
      args: { timeoutSeconds: 20 },
    });
  });

  it("credentials that expire make it stop, and the next run finishes", async () => {
    await meetEverywhere(bed(), {
      inject: ({ place: { proxy, credentials }, deployer }, { operation, nth }) => {
        proxy.before(operation, nth, () => {
          credentials.expire(deployer.accessKeyId);
        });
      },
      undo: ({ place, deployer }) => {
        place.credentials.renew(deployer.accessKeyId);
      },
      survives: false,
    });
  });

  it("a change of the configuration by another only makes it look again", async () => {
    let changeCount = 0;
    const callCount = await meetEverywhere(bed(), {
      inject: ({ place: { proxy, target } }, { operation, nth }) => {
        proxy.before(operation, nth, async () => {
          await target.configure({ MemorySize: 512 }, { inProgress: true });
          changeCount += 1;
        });
      },
      survives: true,
      isQuiet: true,
      otherChanges: 1,
    });
    expect(changeCount).to.be.at.least(callCount);
  });
});
