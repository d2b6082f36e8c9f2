import { createHash } from "node:crypto";

/** Ids that look like AWS's but follow from a seed alone, so that equal runs give equal journals. */
export class Identifiers {
  readonly #seed: string;
  readonly #counters = new Map<string, number>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The next UUID of a kind; each kind counts for itself, so that more requests do not change the revisions. */
  next(kind: "revision" | "request" | "download" | "session" | "mapping"): string {
    const hex = this.#hex(kind);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** The next number of 0 or more and less than 1: what decides where an invocation goes. */
  draw(): number {
    return Number.parseInt(this.#hex("draw").slice(0, 12), 16) / 2 ** 48;
  }

  #hex(kind: string): string {
    const count = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, count);
    return createHash("sha256").update(`${this.#seed}/${kind}/${count}`).digest("hex");
  }
}
