/** Pulumi breaks long messages into lines. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
