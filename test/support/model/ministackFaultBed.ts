import { DrivenClock } from "../drivenClock.js";
import { EmulatorClock } from "../emulatorClock.js";
import { FaultProxy, faults, FrontDoor } from "../faults/index.js";
import { freshEndpoint } from "../freshEndpoint.js";
import { Ministack } from "../ministack.js";
import type { FaultBed } from "./faultBed.js";
import { Machine } from "./machine.js";

/** Over ministack, which takes a quarter of a real second for each change: many scenarios at once, with a clock and a proxy each. */
export async function ministackFaultBed(): Promise<FaultBed> {
  const ministack = await Ministack.start();
  const machine = new Machine(new DrivenClock());
  return {
    machine,
    width: 16,
    isThrifty: true,
    mintsVersionAgain: true,
    place: async () => {
      const target = await ministack.freshFunction();
      const driven = new DrivenClock();
      const door = new FrontDoor(() => driven.nowMs());
      const proxy = await FaultProxy.start(ministack.url, door);
      showEveryUpdateInProgress(proxy);
      return {
        target,
        proxy,
        endpoint: freshEndpoint(proxy.url),
        driven,
        clock: new EmulatorClock(driven, () => target.settled()),
        credentials: door.credentials,
        beginEndlessUpdate: ({ operation, nth }) => {
          proxy.before(operation, nth, () => target.configure({ MemorySize: 512 }, { inProgress: true }));
          // It ends after a while, but the library shall not see that.
          if (operation === "GetFunction") {
            proxy.inject(operation, faults.neverDone(), { nth, times: Infinity });
          } else {
            proxy.before(operation, nth, () => {
              proxy.inject("GetFunction", faults.neverDone(), { times: Infinity });
            });
          }
        },
        endUpdate: () => {
          proxy.clear();
        },
        leave: () => proxy.stop(),
      };
    },
    stop: async () => {
      machine.restore();
      await ministack.stop();
    },
  };
}

/** The first look after an update shows it in progress on a slow machine too: every deploy makes the same calls. */
function showEveryUpdateInProgress(proxy: FaultProxy): void {
  proxy.after("UpdateFunctionCode", 1, () => {
    proxy.inject("GetFunction", faults.neverDone());
    showEveryUpdateInProgress(proxy);
  });
}
