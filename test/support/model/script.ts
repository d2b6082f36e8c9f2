import fc from "fast-check";
import type { Settings } from "../strictLambda/index.js";
import type { FaceName } from "./face.js";

/** What happens to a request at the gate, beside what the gate itself can do: a refusal for rate or for credentials. */
export type Fate = "answer" | "loseAnswer" | "loseRequest" | "throttle" | "expire";

/** How a killed run's request ends: taken by Lambda at once or later, or lost. */
export type LastRequest = "acts" | "lost" | "late";

export type Program = Readonly<{
  code: 0 | 1 | 2;
  publish: boolean;
  versionDescription?: string;
  triggers?: string;
}>;

type Who = 0 | 1;

export type Event =
  /** Lets this deployer's request through; where none is under way, starts an up. */
  | { do: "step"; who: Who; fate: Fate }
  | { do: "change"; who: Who; program: Program }
  | { do: "refresh"; who: Who }
  | { do: "refreshedUp"; who: Who }
  | { do: "kill"; who: Who; last: LastRequest }
  /** Ctrl-C, which ends a plugin's waits. */
  | { do: "cancel"; who: Who }
  /** From the next run on this deployer's program goes by the other face. */
  | { do: "move"; who: Who }
  /** Lets a killed run's request reach Lambda at last. */
  | { do: "late" }
  | { do: "configure"; inProgress: boolean }
  | { do: "deployForeign"; publish: boolean; inProgress: boolean }
  | { do: "recreate" }
  | { do: "failUpdate"; keepsOldHash: boolean }
  | { do: "failVersion" }
  | { do: "pass"; seconds: number };

export interface Script {
  settings: Partial<Settings>;
  /** What Math.random answers: the jitter of a run is drawn too. */
  jitter: number;
  programs: readonly [Program, Program];
  faces: readonly [FaceName, FaceName];
  onForeignChange: readonly [string, string];
  events: readonly Event[];
}

const who = fc.constantFrom<Who>(0, 1);

const program: fc.Arbitrary<Program> = fc.record(
  {
    code: fc.constantFrom(0 as const, 1 as const, 2 as const),
    publish: fc.boolean(),
    versionDescription: fc.constant("release"),
    triggers: fc.constantFrom("a", "b"),
  },
  { requiredKeys: ["code", "publish"] },
);

const fate = fc.oneof(
  { weight: 16, arbitrary: fc.constant<Fate>("answer") },
  { weight: 2, arbitrary: fc.constant<Fate>("loseAnswer") },
  { weight: 1, arbitrary: fc.constantFrom<Fate>("loseRequest", "throttle") },
  { weight: 1, arbitrary: fc.constantFrom<Fate>("throttle", "expire") },
);

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ do: fc.constant("step" as const), who, fate }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("change" as const), who, program }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("refresh" as const, "refreshedUp" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("kill" as const),
      who,
      last: fc.constantFrom<LastRequest>("acts", "lost", "late"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("cancel" as const, "move" as const), who }) },
  { weight: 1, arbitrary: fc.constant({ do: "late" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("configure" as const), inProgress: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("deployForeign" as const),
      publish: fc.boolean(),
      inProgress: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant("failUpdate" as const), keepsOldHash: fc.boolean() }) },
      { weight: 3, arbitrary: fc.constant({ do: "failVersion" as const }) },
      { weight: 1, arbitrary: fc.constant({ do: "recreate" as const }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(11, 599, 700) }),
      },
    ),
  },
);

const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
  inProgressReads: fc.constantFrom(0, 1, 2),
  publishPendingReads: fc.constantFrom(0, 1),
  publishedUpdatePendingReads: fc.constantFrom(0, 1),
  inProgressStatus: fc.constantFrom("InProgress", null, ""),
  preconditionFirst: fc.boolean(),
  failedVersionHandedBack: fc.boolean(),
});

const face = fc.constantFrom<FaceName>("dynamic", "plugin");

const onForeignChange = fc.constantFrom("failUnseen", "failUnseen", "overwrite", "fail");

/** Two deployers, others, and everything that may come between them, in an order drawn. */
export const script: fc.Arbitrary<Script> = fc.record({
  settings,
  jitter: fc.constantFrom(0, 0.5, 0.999),
  programs: fc.tuple(program, program),
  faces: fc.tuple(face, face),
  onForeignChange: fc.tuple(onForeignChange, onForeignChange),
  events: fc.array(event, { minLength: 8, maxLength: 40 }),
});
