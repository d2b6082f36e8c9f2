import fc from "fast-check";

/** What a program says of its release; `version` counts among those that are there when the run begins. */
export interface ReleaseProgram {
  version: number;
  hold?: number;
  finalBakeSeconds: number;
  onForeignChange: string;
  retain?: { versions: number };
  triggers?: string;
}

/** What becomes of one request. */
export type Fate = "answer" | "loseAnswer" | "loseRequest" | "throttle" | "deny";

export type Event =
  | { do: "step"; who: 0 | 1; fate: Fate; times: number }
  | { do: "change"; who: 0 | 1; program: ReleaseProgram }
  | { do: "refresh"; who: 0 | 1 }
  | { do: "kill"; who: 0 | 1; last: "acts" | "lost" | "late" }
  | { do: "late" }
  | { do: "alarm"; state: "OK" | "ALARM" | "INSUFFICIENT_DATA" }
  | { do: "flap" }
  | { do: "foreign"; version: number; weighted?: number; clears: boolean }
  | { do: "deploy"; isFailed: boolean }
  | { do: "pass"; seconds: number };

/** A play: two programs that release to one alias, others, and what comes between. */
export interface ReleaseScript {
  programs: [ReleaseProgram, ReleaseProgram];
  hasConcurrency: boolean;
  events: Event[];
}

const who = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const version = fc.nat({ max: 4 });

const program: fc.Arbitrary<ReleaseProgram> = fc.record(
  {
    version,
    finalBakeSeconds: fc.constantFrom(0, 0, 30),
    onForeignChange: fc.constantFrom("failUnseen", "failUnseen", "overwrite", "fail"),
    hold: fc.constantFrom(0.1, 0.5),
    retain: fc.constant({ versions: 2 }),
    triggers: fc.constantFrom("a", "b"),
  },
  { requiredKeys: ["version", "finalBakeSeconds", "onForeignChange"] },
);

const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>("answer") },
  { weight: 2, arbitrary: fc.constant<Fate>("loseAnswer") },
  { weight: 1, arbitrary: fc.constantFrom<Fate>("loseRequest", "throttle", "deny") },
);

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ do: fc.constant("step" as const), who, fate, times: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("change" as const), who, program }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("refresh" as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("kill" as const),
      who,
      last: fc.constantFrom<"acts" | "lost" | "late">("acts", "lost", "late"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "late" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("alarm" as const),
      state: fc.constantFrom<"OK" | "ALARM" | "INSUFFICIENT_DATA">("OK", "OK", "ALARM", "INSUFFICIENT_DATA"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "flap" as const }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { do: fc.constant("foreign" as const), version, weighted: version, clears: fc.boolean() },
      { requiredKeys: ["do", "version", "clears"] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("deploy" as const), isFailed: fc.constantFrom(false, false, true) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(5, 60, 4000) }) },
);

/** Releases, rollbacks, deploys, others' moves, alarms and kills, in an order drawn. */
export const releaseScript: fc.Arbitrary<ReleaseScript> = fc.record({
  programs: fc.tuple(program, program),
  hasConcurrency: fc.constantFrom(false, false, false, true),
  events: fc.array(event, { minLength: 8, maxLength: 40 }),
});
