/** A document for scripts, in which nothing steers a terminal that it is shown at: JSON itself escapes no C1 control and no turn of direction. */
export function jsonText(document: unknown): string {
  const text = JSON.stringify(document, undefined, 2);
  return `${text.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
