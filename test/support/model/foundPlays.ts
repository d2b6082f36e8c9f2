import type { Script } from "./script.js";

/** What shrinking comes down to where nothing but the events matters. */
const plainest: Omit<Script, "events"> = {
  settings: {
    inProgressReads: 0,
    publishPendingReads: 0,
    publishedUpdatePendingReads: 0,
    inProgressStatus: "InProgress",
    preconditionFirst: false,
    failedVersionHandedBack: false,
  },
  jitter: 0,
  programs: [
    { code: 0, publish: false },
    { code: 0, publish: false },
  ],
  faces: ["dynamic", "dynamic"],
  onForeignChange: ["failUnseen", "failUnseen"],
};

/** Plays that once broke a guarantee, as shrunk, each under what happens in it; a seed would draw others once the script changes. */
export const foundPlays: Readonly<Record<string, Script>> = {
  "a killed first deploy fails and shows its code, and the next one fails and shows the code before": {
    ...plainest,
    events: [
      { do: "failUpdate", keepsOldHash: false },
      { do: "step", who: 0, fate: "answer" },
      { do: "failUpdate", keepsOldHash: true },
      { do: "step", who: 0, fate: "answer" },
      { do: "change", who: 0, program: { code: 0, publish: false } },
      { do: "step", who: 0, fate: "loseAnswer" },
      { do: "cancel", who: 0 },
      { do: "kill", who: 0, last: "acts" },
      { do: "step", who: 0, fate: "answer" },
      { do: "kill", who: 0, last: "acts" },
    ],
  },
  "another deployer's update of the same code fails and shows it, and the next one fails and shows the code before": {
    ...plainest,
    events: [
      { do: "failUpdate", keepsOldHash: false },
      { do: "refreshedUp", who: 1 },
      { do: "step", who: 1, fate: "answer" },
      { do: "step", who: 1, fate: "answer" },
      { do: "step", who: 0, fate: "answer" },
      { do: "step", who: 0, fate: "answer" },
      { do: "failUpdate", keepsOldHash: true },
      { do: "cancel", who: 0 },
      { do: "step", who: 0, fate: "answer" },
      { do: "step", who: 0, fate: "throttle" },
    ],
  },
};
