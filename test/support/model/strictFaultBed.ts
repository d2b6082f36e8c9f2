import { FaultProxy } from "../faults/index.js";
import { freshEndpoint } from "../freshEndpoint.js";
import { StrictFunction } from "../strictFunction.js";
import type { FaultBed } from "./faultBed.js";
import { ModelBed } from "./modelBed.js";

/** Over the strict Lambda, with one clock and one proxy: one scenario after the other. */
export async function strictFaultBed(): Promise<FaultBed> {
  const model = await ModelBed.start();
  const { lambda, clock, machine } = model;
  const proxy = await FaultProxy.start(lambda.url);
  const endpoint = freshEndpoint(proxy.url);
  return {
    machine,
    width: 1,
    isThrifty: false,
    mintsVersionAgain: false,
    place: () => {
      const { record } = model.freshFunction();
      lambda.journal.clear();
      proxy.requests.length = 0;
      return Promise.resolve({
        target: new StrictFunction(lambda, record.name),
        proxy,
        endpoint,
        driven: clock,
        clock,
        credentials: lambda.credentials,
        beginEndlessUpdate: ({ operation, nth }) => {
          proxy.before(operation, nth, () => {
            record.settings = { inProgressReads: Infinity };
            lambda.changeConfigurationBehindBack(record.name, { MemorySize: 512 }, { inProgress: true });
          });
        },
        endUpdate: () => {
          record.settings = {};
          lambda.settle(record.name);
        },
        leave: () => {
          proxy.clear();
          return Promise.resolve();
        },
      });
    },
    stop: async () => {
      await proxy.stop();
      await model.stop();
    },
  };
}
