import type { Token } from "./cellText.js";
import type { TextWidth } from "./textWidth.js";

/** Between two tokens of a line, and between two columns. */
export const gap = "  ";

/** Lines no wider than the column: a token that has no room goes to the next one, and is cut where it has none there. */
export function wrap(lines: Token[][], wide: number, width: TextWidth): Token[][] {
  return lines.flatMap((tokens) => {
    const wrapped: Token[][] = [];
    let used = Infinity;
    for (const token of tokens.flatMap((token) => pieces(token, wide, width))) {
      const needed = width.of(token.text);
      if (used + gap.length + needed > wide) {
        wrapped.push([]);
        used = -gap.length;
      }
      wrapped.at(-1)?.push(token);
      used += gap.length + needed;
    }
    return wrapped;
  });
}

/** How wide a line of tokens is. */
export function widthOfLine(tokens: Token[], width: TextWidth): number {
  return width.of(tokens.map(({ text }) => text).join(gap));
}

/** A token that is wider than the column, in lines of whole words. */
function pieces(token: Token, wide: number, width: TextWidth): Token[] {
  if (width.of(token.text) <= wide) {
    return [token];
  }
  const lines: string[] = [];
  for (const word of token.text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && width.of(longer) <= wide) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(width.fit(word, wide));
    }
  }
  return lines.map((text) => ({ ...token, text }));
}
