/** Time as the library sees it: an argument everywhere, so that tests drive it. */
export interface Clock {
  nowMs(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Aborted, with the error that sleeps end with, where nothing is to be begun any more; absent where nobody says so. */
  readonly cancelled?: AbortSignal;
  /** The same time for what must still be done once this clock is cancelled; missing where nobody can cancel it. */
  readonly beyondCancel?: Clock;
}

/** The end of an operation, which moves when the operation gets its turn. */
export interface Deadline {
  atMs: number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
