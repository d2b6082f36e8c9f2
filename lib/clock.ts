/** Time as the library sees it: an argument everywhere, so that tests drive it. */
export interface Clock {
  nowMs(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
