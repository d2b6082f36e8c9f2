/** A part of the calls as people write it, by its first four digits: `10 %`, `0.0033 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
