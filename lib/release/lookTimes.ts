import type { Surroundings } from "../code/surroundings.js";
import type { Clock } from "../ground/clock.js";
import { betweenLooksMs } from "./alarmWatch.js";

interface Grid {
  anchorMs: number;
  baking: number;
}

const grids = new WeakMap<Surroundings, Grid>();

/** A bake's place among the others of this process: they look at the same moments, and share the requests. */
export interface LookTimes {
  untilNextMs(): number;
  leave(): void;
}

/** The looks are counted from the first bake of those that go on side by side: one alone looks just at its end, too. */
export function joinLooks(surroundings: Surroundings, clock: Clock): LookTimes {
  const grid = grids.get(surroundings) ?? { anchorMs: 0, baking: 0 };
  grids.set(surroundings, grid);
  if (grid.baking === 0) {
    grid.anchorMs = clock.nowMs();
  }
  grid.baking += 1;
  return {
    untilNextMs: () => betweenLooksMs - ((clock.nowMs() - grid.anchorMs) % betweenLooksMs),
    leave: () => {
      grid.baking -= 1;
    },
  };
}
