/**
 * Words of others, such as a service's own, on one line: a break becomes a space, and what steers a terminal or hides from
 * the eye its escape.
 */
export function printable(text: string): string {
  return escaped(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " "));
}

/** The same between quotation marks, so that one sees where it begins and ends. */
export function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

// Controls, among them C1, which JSON leaves as they are; formats, which turn the direction of writing or have no width;
// separators of lines; halves of characters.
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(text: string): string {
  return text.replace(steering, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
  });
}
