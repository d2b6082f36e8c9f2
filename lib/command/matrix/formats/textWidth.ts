/** The width of one character on a terminal, as the library that knows Unicode's tables has it. */
export type CharacterWidth = (codePoint: number) => number;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How wide texts are on a terminal. */
export class TextWidth {
  constructor(private readonly widthOf: CharacterWidth) {}

  static async load(): Promise<TextWidth> {
    const { eastAsianWidth } = await import("get-east-asian-width");
    return new TextWidth((codePoint) => eastAsianWidth(codePoint));
  }

  of(text: string): number {
    return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + this.ofGrapheme(segment), 0);
  }

  /** The text, cut where it is too wide, with a sign of that. */
  fit(text: string, width: number): string {
    if (this.of(text) <= width) {
      return text;
    }
    let fitting = "";
    let used = 1;
    for (const { segment } of graphemes.segment(text)) {
      used += this.ofGrapheme(segment);
      if (used > width) {
        break;
      }
      fitting += segment;
    }
    return width < 1 ? "" : `${fitting}…`;
  }

  /** As wide as its widest character: marks and joiners add nothing. */
  private ofGrapheme(segment: string): number {
    return Math.max(0, ...Array.from(segment, (character) => this.widthOf(character.codePointAt(0) ?? 0)));
  }
}
