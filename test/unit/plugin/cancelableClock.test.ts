import { expect } from "chai";
import { cancelable } from "#lib/plugin/cancelableClock.js";

describe("the clock that Cancel ends", () => {
  const prompt = { nowMs: () => 7, sleep: () => Promise.resolve() };
  const endless = { nowMs: () => 7, sleep: () => new Promise<void>(() => undefined) };

  it("wakes what sleeps, and lets nothing sleep after it", async () => {
    const clock = cancelable(endless);
    const sleeping = clock.sleep(1_000).catch((error: unknown) => (error as Error).message);
    clock.cancel();
    expect(await sleeping).to.contain("Canceled");
    expect(await clock.sleep(1).catch((error: unknown) => (error as Error).message)).to.contain("Canceled");
  });

  it("has time beyond it for what must still be done, such as the way back of a release", async () => {
    const clock = cancelable(prompt);
    clock.cancel();
    await clock.beyondCancel?.sleep(1_000);
    expect(clock.beyondCancel?.nowMs()).to.equal(7);
  });
});
