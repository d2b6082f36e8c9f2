import type { PropertyBag } from "#lib/inputs/inputs.js";

/** Where a release is when its run is killed: at a request that never arrives, at one whose answer never does, or in a bake. */
export type Moment = { when: "before" | "after"; operation: string; nth: number } | { when: "during"; said: string };

/** A release that is killed at a step. */
export interface KilledRelease {
  at: Moment;
  /** What the program says of this release beside what all say. */
  args?: PropertyBag;
  /** What the killed run alone had of these: bakes that end by themselves would tell nothing. */
  killedArgs?: PropertyBag;
  /** Whether an alarm turns red as soon as the version has callers. */
  turnsRed?: true;
  /** What is there before: nothing, an alias that no state knows, or, where nothing is said, a resource of an earlier up. */
  start?: "no alias" | "no resource";
  /** The alias as the kill leaves it, in short; undefined where there is none. */
  left: string | undefined;
}

/** A step of a release at which its run is killed, and what the next up has to do then. */
export interface KilledStep extends KilledRelease {
  title: string;
  /** The writes to the alias that the next up then sends. */
  moves: string[];
  /** How often both runs invoke the version, once where nothing is said: once a run, and not any more when it has callers. */
  smokes?: number;
  /** The version that is gone by then. */
  deleted?: string;
  /** How the next up ends, where the version failed. */
  failure?: RegExp;
}

/** A day: it goes on until the kill. */
const endless = 86_400;
const [first, second] = ["3 4:0.1", "3 4:0.5"];
const allMoves = [first, second, "4"];

const firstBake = {
  steps: [
    { weight: 0.1, bakeSeconds: endless },
    { weight: 0.5, bakeSeconds: 1 },
  ],
};
const finalBake = { finalBakeSeconds: 1 };
const retain = { retain: { versions: 2, minAgeSeconds: 0 } };

/** The nth request of an operation. */
export const request = (when: "before" | "after", operation: string, nth = 1): Moment => ({ when, operation, nth });

/** Every step of a release from version 3 to 4, by a tenth and a half of the calls. */
export const killedSteps: Record<string, KilledStep> = {
  unseen: {
    title: "before its first look at the alias",
    at: request("before", "GetAlias"),
    left: "3",
    moves: allMoves,
  },
  seen: {
    title: "while the answer to its first look is on its way",
    at: request("after", "GetAlias"),
    left: "3",
    moves: allMoves,
  },
  untested: {
    title: "before its smoke test arrives",
    at: request("before", "Invoke"),
    left: "3",
    moves: allMoves,
  },
  tested: {
    title: "once the smoke test has run",
    at: request("after", "Invoke"),
    left: "3",
    moves: allMoves,
    smokes: 2,
  },
  unmoved: {
    title: "before the first weight arrives",
    at: request("before", "UpdateAlias"),
    left: "3",
    moves: allMoves,
    smokes: 2,
  },
  shared: {
    title: "once Lambda has the first weight, and before its answer arrives",
    at: request("after", "UpdateAlias"),
    left: first,
    moves: allMoves,
  },
  baking: {
    title: "during the bake of the first weight",
    at: { when: "during", said: "live: step 1 of 3, 10 % on version 4" },
    killedArgs: firstBake,
    left: first,
    moves: allMoves,
  },
  baked: {
    title: "before the second weight arrives",
    at: request("before", "UpdateAlias", 2),
    left: first,
    moves: allMoves,
  },
  halved: {
    title: "once Lambda has the second weight",
    at: request("after", "UpdateAlias", 2),
    left: second,
    moves: [second, "4"],
  },
  unpromoted: {
    title: "before the promotion arrives",
    at: request("before", "UpdateAlias", 3),
    left: second,
    moves: [second, "4"],
  },
  promoted: {
    title: "once Lambda has the promotion, which was the last write",
    at: request("after", "UpdateAlias", 3),
    left: "4",
    moves: [],
  },
  watched: {
    title: "once Lambda has the promotion, which is still to be watched",
    at: request("after", "UpdateAlias", 3),
    args: finalBake,
    left: "4",
    moves: ["4", "4"],
  },
  standing: {
    title: "during the bake of the promotion",
    at: { when: "during", said: "live: all calls to version 4" },
    args: finalBake,
    killedArgs: { finalBakeSeconds: endless },
    left: "4",
    moves: ["4", "4"],
  },
  undescribed: {
    title: "before the user's own description arrives",
    at: request("before", "UpdateAlias", 4),
    args: finalBake,
    left: "4",
    moves: ["4", "4"],
  },
  described: {
    title: "once Lambda has the user's own description",
    at: request("after", "UpdateAlias", 4),
    args: finalBake,
    left: "4",
    moves: [],
  },
  unrecorded: {
    title: "before the final look",
    at: request("before", "GetAlias", 2),
    left: "4",
    moves: [],
  },
  recorded: {
    title: "while the answer to the final look is on its way",
    at: request("after", "GetAlias", 2),
    left: "4",
    moves: [],
  },
  retaining: {
    title: "before the first deletion of an old version arrives",
    at: request("before", "DeleteFunction"),
    args: retain,
    left: "4",
    moves: [],
  },
  retained: {
    title: "once Lambda has deleted the first old version",
    at: request("after", "DeleteFunction"),
    args: retain,
    left: "4",
    moves: [],
    deleted: "1",
  },
  alarmed: {
    title: "before the way back arrives, when an alarm has turned red",
    at: request("before", "UpdateAlias", 2),
    turnsRed: true,
    left: first,
    moves: ["3"],
    failure: /alarm \w+-errors is in ALARM \(Threshold [^:]+: [^:]+\)\. All calls go to version 3 again/,
  },
  back: {
    title: "once Lambda has the way back, when an alarm has turned red",
    at: request("after", "UpdateAlias", 2),
    turnsRed: true,
    left: "3",
    moves: [],
    failure: /Alarm \w+-errors is in ALARM already/,
  },
  uncreated: {
    title: "before the alias itself is made",
    start: "no alias",
    at: request("before", "CreateAlias"),
    left: undefined,
    moves: ["4"],
    smokes: 2,
  },
  created: {
    title: "once Lambda has made the alias",
    start: "no alias",
    at: request("after", "CreateAlias"),
    left: "4",
    moves: [],
  },
  adopted: {
    title: "once Lambda has the first weight of a resource that no state knows",
    start: "no resource",
    at: request("after", "UpdateAlias"),
    left: first,
    moves: allMoves,
  },
  alarmedNew: {
    title: "before the way back arrives, of a resource that no state knows",
    start: "no resource",
    at: request("before", "UpdateAlias", 2),
    turnsRed: true,
    left: first,
    moves: ["3"],
    failure: /alarm \w+-errors is in ALARM \(Threshold [^:]+: [^:]+\)\. All calls go to version 3 again/,
  },
};
