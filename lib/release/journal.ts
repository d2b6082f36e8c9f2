/** How far a release is, as the alias's own description tells it: state cannot be written while a run is under way. */
export interface Journal {
  /** The version that all callers had before. */
  baseline: string;
  /** The version that is to have them all. */
  target: string;
  /** The write that this is, counted from 1, and how many there are; the promotion is the last one. */
  step: number;
  steps: number;
  /** Of the run that wrote it: by content alone, an answer that was lost could be anybody's. */
  id: string;
  /** When the first weight was set, through all steps and runs. */
  since: string;
  phase: "shift" | "hold" | "final" | "back";
}

/** Lambda API reference, "UpdateAlias". */
const longestDescription = 256;

const words: Record<Journal["phase"], string> = { shift: "step", hold: "hold", final: "final", back: "back" };

const pattern =
  /^(?:(.*) )?\[release ([^\s>\]]+)>([^\s>\]]+) (step|hold|final|back) (\d+)\/(\d+) id=([a-z0-9]+) since=([0-9TZ:.-]+) pulumi\]$/s;

/** The description to write: the user's text, cut where there is no room for all of it, and the journal. */
export function withJournal(description: string, journal: Journal): string {
  const { baseline, target, phase, step, steps, id, since } = journal;
  const tail = `[release ${baseline}>${target} ${words[phase]} ${step}/${steps} id=${id} since=${since} pulumi]`;
  const room = longestDescription - tail.length - 1;
  const text = description.length <= room ? description : cut(description, room);
  return text === "" ? tail : `${text} ${tail}`;
}

/** The user's text, as far as it is there, and the journal of a release under way. */
export function readJournal(description: string): { text: string; journal: Journal | undefined } {
  const match = pattern.exec(description);
  if (match === null) {
    return { text: description, journal: undefined };
  }
  const [, text = "", baseline = "", target = "", word = "", step = "", steps = "", id = "", since = ""] = match;
  const phase = word === "step" ? "shift" : (word as Journal["phase"]);
  return { text, journal: { baseline, target, phase, step: Number(step), steps: Number(steps), id, since } };
}

/** The user's text as it was before the journal cut it, where `whole` is what was cut. */
export function wholeText(description: string, whole: unknown): string {
  const { text, journal } = readJournal(description);
  const isWhole = typeof whole === "string" && journal !== undefined && withJournal(whole, journal) === description;
  return isWhole ? whole : text;
}

function cut(text: string, room: number): string {
  // Half of a character that takes two units would be refused.
  const whole = text.slice(0, room - 1).replace(/[\uD800-\uDBFF]$/, "");
  return `${whole}…`;
}
