import type { Token } from "./cellText.js";

// SGR, the codes that every terminal has.
const codes: Record<Token["tone"], number | undefined> = {
  plain: undefined,
  strong: 1,
  faint: 2,
  same: 32,
  behind: 33,
  differs: 36,
  drifted: 31,
  unfinished: 35,
};

/** A token in its colour. */
export function painted({ text, tone }: Token): string {
  const code = codes[tone];
  return code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`;
}
