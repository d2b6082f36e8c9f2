import { faults } from "../support/faults/index.js";
import { type FaultCase, meetEverywhere } from "../support/model/faultTable.js";
import { FaultBed } from "../support/model/scenario.js";

const isWrite = ({ operation }: { operation: string }) => !/^(Get|List)/.test(operation);

/** A fault of the wire, once, at the call under test. */
const wire =
  (fault: Parameters<FaultBed["proxy"]["inject"]>[1], times = 1): FaultCase["inject"] =>
  ({ bed }, { operation, nth }) => {
    bed.proxy.inject(operation, fault, { nth, times });
  };

describe("at each call of a deploy", function () {
  this.timeout(60_000);
  let bed: FaultBed;

  before(async () => {
    bed = await FaultBed.start();
  });
  after(() => bed.stop());

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
    "a clock that is wrong by ten minutes costs nothing": ({ bed: { proxy }, lambda }, { operation, nth }) => {
      proxy.before(operation, nth, () => {
        // The other way the next time: the SDK remembers what it has corrected.
        lambda.credentials.skewMs = lambda.credentials.skewMs > 0 ? -600_000 : 600_000;
      });
    },
  };
  for (const [title, inject] of Object.entries(survived)) {
    it(title, () => meetEverywhere(bed, { inject, survives: true }));
  }

  it("a 409 for an update in progress makes it wait", () =>
    meetEverywhere(bed, {
      inject: (scenario, position) => {
        wire(faults.updateInProgress(scenario.record.arn))(scenario, position);
      },
      survives: true,
      at: isWrite,
    }));

  it("a 412 for another revision makes it look again", () =>
    meetEverywhere(bed, {
      inject: wire(faults.revisionMismatch()),
      survives: true,
      at: ({ operation }) => operation === "UpdateFunctionCode",
    }));

  for (const acted of [false, true]) {
    const title = acted
      ? "silence after Lambda acted ends at the deadline, and the next run finishes"
      : "silence ends at the deadline, and the next run finishes";
    it(title, () =>
      meetEverywhere(bed, {
        inject: ({ bed: { proxy, model } }, { operation, nth }) => {
          proxy.inject(operation, faults.stall({ acted }), { nth });
          void proxy.whenStalled().then(() => {
            model.timeouts.expireLatest();
          });
        },
        // What has stalled goes nowhere: its client is gone.
        undo: ({ bed: { proxy } }) => {
          proxy.release();
        },
        survives: false,
      }),
    );
  }

  it("an update that never ends makes it stop at the deadline, and the next run finishes", () =>
    meetEverywhere(bed, {
      inject: ({ bed: { proxy }, record, lambda }, { operation, nth }) => {
        proxy.before(operation, nth, () => {
          record.settings = { inProgressReads: Infinity };
          lambda.changeConfigurationBehindBack(record.arn, { MemorySize: 512 }, { inProgress: true });
        });
      },
      undo: ({ record, lambda }) => {
        record.settings = {};
        lambda.settle(record.arn);
      },
      survives: false,
      otherChanges: 1,
      args: { timeoutSeconds: 20 },
    }));

  it("credentials that expire make it stop, and the next run finishes", () =>
    meetEverywhere(bed, {
      inject: ({ bed: { proxy }, deployer, lambda }, { operation, nth }) => {
        proxy.before(operation, nth, () => {
          lambda.credentials.expire(deployer.accessKeyId);
        });
      },
      undo: ({ deployer, lambda }) => {
        lambda.credentials.renew(deployer.accessKeyId);
      },
      survives: false,
    }));

  it("a change of the configuration by another only makes it look again", () =>
    meetEverywhere(bed, {
      inject: ({ bed: { proxy }, record, lambda }, { operation, nth }) => {
        proxy.before(operation, nth, () => {
          lambda.changeConfigurationBehindBack(record.arn, { MemorySize: 512 }, { inProgress: true });
        });
      },
      survives: true,
      otherChanges: 1,
    }));
});
