import type { Clock } from "#lib/ground/clock.js";
import type { DrivenClock } from "../drivenClock.js";
import type { FaultProxy } from "../faults/index.js";
import type { OwnedFunction } from "../ownedFunction.js";
import type { Credentials } from "../strictLambda/index.js";
import type { Machine } from "./machine.js";
import { emulatorRuns } from "../emulatorRuns.js";
import { ministackFaultBed } from "./ministackFaultBed.js";
import type { Position } from "./scenario.js";
import { strictFaultBed } from "./strictFaultBed.js";

/** A Lambda with a proxy before it, for many scenarios, each on a function of its own. */
export interface FaultBed {
  readonly machine: Machine;
  /** How many scenarios may go on at once. */
  readonly width: number;
  /** Whether of calls that come after the same calls only the first is tried. */
  readonly isThrifty: boolean;
  /** Whether PublishVersion makes another version after an update with Publish, as ministack does. */
  readonly mintsVersionAgain: boolean;
  place(): Promise<Place>;
  stop(): Promise<void>;
}

/** One function, and all that can be done to it and to the requests for it. */
export interface Place {
  readonly target: OwnedFunction;
  readonly proxy: FaultProxy;
  /** The proxy's URL, for deployers. */
  readonly endpoint: string;
  /** The deployers' time, as it is driven and as they are given it. */
  readonly driven: DrivenClock;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** From this call on an update goes on for ever. */
  beginEndlessUpdate(position: Position): void;
  endUpdate(): void;
  leave(): Promise<void>;
}

/** Defines the same tests over one bed on the strict Lambda and over one on ministack. */
export function forEachFaultBed(title: string, define: (bed: () => FaultBed) => void): void {
  const beds = { "the strict Lambda": strictFaultBed, ...(emulatorRuns ? { ministack: ministackFaultBed } : {}) };
  describe(title, () => {
    for (const [name, start] of Object.entries(beds)) {
      describe(`on ${name}`, () => {
        let bed: FaultBed;

        before(async () => {
          bed = await start();
        });
        after(() => bed.stop());
        define(() => bed);
      });
    }
  });
}
