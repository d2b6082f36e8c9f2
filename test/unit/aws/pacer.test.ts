import { expect } from "chai";
import { Pacer } from "#lib/aws/calls/pacer.js";
import { retryRead, retryRefusedWrite } from "#lib/aws/calls/retry.js";
import type { Ticket } from "#lib/aws/calls/ticket.js";
import { AwsFailure } from "#lib/ground/errors.js";
import { cancelable } from "#lib/plugin/cancelableClock.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { VirtualClock } from "../../support/virtualClock.js";

const quota = { of: "15 requests a second", perSecond: 15 };
const latencyMs = 40;

function throttled(): AwsFailure {
  return new AwsFailure("Rate exceeded", "TooManyRequestsException", 429, "Rate exceeded");
}

/** A token bucket as AWS has one, for all who call. */
class Service {
  accepted = 0;
  refused = 0;
  private tokens: number;
  private atMs = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly perSecond: number,
  ) {
    this.tokens = perSecond;
  }

  async call(): Promise<void> {
    await this.clock.sleep(latencyMs / 2);
    const nowMs = this.clock.nowMs();
    this.tokens = Math.min(this.perSecond, this.tokens + ((nowMs - this.atMs) * this.perSecond) / 1000);
    this.atMs = nowMs;
    const isAccepted = this.tokens >= 1;
    this.tokens -= isAccepted ? 1 : 0;
    this.accepted += isAccepted ? 1 : 0;
    this.refused += isAccepted ? 0 : 1;
    await this.clock.sleep(latencyMs / 2);
    if (!isAccepted) {
      throw throttled();
    }
  }

  get refusedShare(): number {
    return this.refused / (this.accepted + this.refused);
  }
}

function ticketFor(clock: VirtualClock, more: Partial<Ticket> = {}): Ticket {
  const askedAtMs = clock.nowMs();
  const deadline = { atMs: askedAtMs + 600_000 };
  const say = () => undefined;
  return { functionName: "f", deadline, isDeadlineMoved: true, say, askedAtMs, countedFromMs: askedAtMs, ...more };
}

/** One process that makes this many writes at once; answers when each was done. */
async function process(clock: VirtualClock, service: Service, writes: number): Promise<number[]> {
  const pacer = new Pacer(quota, clock);
  const work = Array.from({ length: writes }, async () => {
    const ticket = ticketFor(clock);
    await retryRefusedWrite(() => pacer.send(ticket, () => service.call()), clock, ticket.deadline);
    return clock.nowMs();
  });
  return Promise.all(work);
}

describe("pacer", () => {
  it("never goes faster than a firm quota, though nobody enforces it", async () => {
    const clock = new VirtualClock();
    const service = new Service(clock, 1_000);
    const pacer = new Pacer({ of: "9 requests a second", perSecond: 9, service: "CloudWatch", isFirm: true }, clock);
    const sentAtMs: number[] = [];
    const lines: string[] = [];
    const ask = async () => {
      const ticket = ticketFor(clock, { say: (message) => lines.push(message) });
      await pacer.send(ticket, () => {
        sentAtMs.push(clock.nowMs());
        return service.call();
      });
    };
    await clock.run(Promise.all(Array.from({ length: 120 }, ask)));
    const inASecond = sentAtMs.map(
      (fromMs) => sentAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000).length,
    );
    expect(Math.max(...inASecond)).to.be.at.most(9);
    expect(lines[0]).to.equal("waiting for its turn under CloudWatch's quota of 9 requests a second, 10 s so far");
  });

  it("keeps 200 writes at once close to the quota, with hardly a refusal", async () => {
    const clock = new VirtualClock();
    const service = new Service(clock, 15);
    const doneAtMs = await clock.run(process(clock, service, 200));
    expect(Math.max(...doneAtMs)).to.be.at.most((1.15 * 200 * 1000) / 15);
    expect(service.refusedShare).to.be.at.most(0.05);
  });

  it("shares a quota with another process, without starving either", async () => {
    const clock = new VirtualClock();
    const service = new Service(clock, 15);
    const both = Promise.all([process(clock, service, 150), process(clock, service, 150)]);
    const ends = (await clock.run(both)).map((doneAtMs) => Math.max(...doneAtMs));
    const leastMs = (300 * 1000) / 15;
    expect(Math.max(...ends)).to.be.at.most(1.25 * leastMs);
    expect(Math.min(...ends)).to.be.at.least(0.5 * leastMs);
    expect(service.refusedShare).to.be.at.most(0.15);
  });

  it("gives way to somebody who eats nearly the whole quota", async () => {
    const clock = new VirtualClock();
    const service = new Service(clock, 2);
    await clock.run(process(clock, service, 60));
    expect(service.refusedShare).to.be.at.most(0.4);
  });

  it("goes faster than the quota where nobody enforces it", async () => {
    const clock = new VirtualClock();
    const service = new Service(clock, 100_000);
    const doneAtMs = await clock.run(process(clock, service, 200));
    expect(service.refused).to.equal(0);
    expect(Math.max(...doneAtMs)).to.be.at.most((0.25 * 200 * 1000) / 15);
  });

  it("lets the oldest go first, one that was refused before those who came later", async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ of: "two a second", perSecond: 2 }, clock);
    const order: string[] = [];
    let isRefused = false;
    const attempt = (name: string) => async () => {
      order.push(name);
      await clock.sleep(latencyMs);
      if (name === "first" && !isRefused) {
        isRefused = true;
        throw throttled();
      }
    };
    const send = (name: string) => {
      const ticket = ticketFor(clock);
      return retryRefusedWrite(() => pacer.send(ticket, attempt(name)), clock, ticket.deadline);
    };
    const first = send("first");
    await clock.run(clock.sleep(1));
    await clock.run(Promise.all([first, ...["second", "third", "fourth"].map(send)]));
    expect(order).to.deep.equal(["first", "first", "second", "third", "fourth"]);
  });

  it("does not count the wait for a write's turn against its deadline, but a read's", async () => {
    for (const isDeadlineMoved of [true, false]) {
      const clock = new VirtualClock();
      const pacer = new Pacer({ of: "one in a while", perSecond: 0.1 }, clock);
      const deadline = { atMs: 5_000 };
      await clock.run(pacer.send(ticketFor(clock), () => Promise.resolve()));
      const late = pacer.send(ticketFor(clock, { deadline, isDeadlineMoved }), () => Promise.resolve("sent"));
      if (isDeadlineMoved) {
        expect(await clock.run(late)).to.equal("sent");
        expect(deadline.atMs).to.equal(5_000 + clock.nowMs());
      } else {
        expect(await clock.run(messageOfRejection(late))).to.match(/^Calling Lambda for f: waited 5 s for its turn/);
      }
    }
  });

  it("says after ten seconds what it waits for, once", async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ of: "one in a while", perSecond: 0.05 }, clock);
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    await clock.run(pacer.send(ticketFor(clock), () => Promise.resolve()));
    await clock.run(pacer.send(ticketFor(clock, { say }), () => Promise.resolve()));
    expect(said).to.deep.equal(["waiting for its turn under Lambda's quota of one in a while, 10 s so far"]);
  });

  it("says nothing of the quota where AWS cannot be reached, however long that takes", async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer(quota, clock);
    const said: string[] = [];
    const ticket = ticketFor(clock, { isDeadlineMoved: false, say: (line) => said.push(line) });
    const refused = () => Promise.reject(new AwsFailure("no", "ECONNREFUSED", undefined, "connect ECONNREFUSED"));
    const read = retryRead(() => pacer.send(ticket, refused), clock, ticket.deadline);
    expect(await clock.run(messageOfRejection(read))).to.equal("no");
    expect(clock.nowMs()).to.be.above(15_000);
    expect(said).to.deep.equal([]);
  });

  it("says once that it waits where AWS refuses it time and again for its rate", async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer(quota, clock);
    const said: string[] = [];
    const ticket = ticketFor(clock, {
      deadline: { atMs: 60_000 },
      isDeadlineMoved: false,
      say: (line) => said.push(line),
    });
    const read = retryRead(() => pacer.send(ticket, () => Promise.reject(throttled())), clock, ticket.deadline);
    await clock.run(messageOfRejection(read));
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(
      /^waiting for its turn under Lambda's quota of 15 requests a second, (?:1\d|20) s so far$/,
    );
  });

  it("at a Cancel gives up those who wait for their turn, and lets go who must still put something back", async () => {
    const clock = new VirtualClock();
    const cancelableClock = cancelable(clock);
    const pacer = new Pacer({ of: "one a second", perSecond: 1 }, cancelableClock);
    const { cancelled } = cancelableClock;
    const sent: string[] = [];
    const send = (name: string, more: Partial<Ticket> = {}) =>
      pacer.send(ticketFor(clock, more), () => Promise.resolve(sent.push(name)));
    await clock.run(send("the first"));
    const waiting = [1, 2, 3].map((each) => messageOfRejection(send(`waiting ${each}`, { cancelled })));
    const before = send("back, asked before");
    cancelableClock.cancel();
    for (const message of await Promise.all(waiting)) {
      expect(message).to.contain("Canceled");
    }
    const late = messageOfRejection(send("late", { cancelled }));
    expect(await late).to.contain("Canceled");
    const after = Array.from({ length: 100 }, (_, index) => send(`back ${index}`));
    await clock.run(Promise.all([before, ...after]));
    expect(sent).to.have.lengthOf(102);
    expect(sent.filter((name) => name.startsWith("waiting"))).to.deep.equal([]);
  });

  it("after a Cancel still sends at once what need not wait", async () => {
    const clock = new VirtualClock();
    const cancelableClock = cancelable(clock);
    const pacer = new Pacer(quota, cancelableClock);
    cancelableClock.cancel();
    const { cancelled } = cancelableClock;
    const sends = [1, 2, 3].map((each) => pacer.send(ticketFor(clock, { cancelled }), () => Promise.resolve(each)));
    expect(await Promise.all(sends)).to.deep.equal([1, 2, 3]);
  });

  it("gives up after 30 minutes, with AWS's own words where it refused", async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer(quota, clock);
    const ticket = ticketFor(clock);
    const work = retryRefusedWrite(() => pacer.send(ticket, () => Promise.reject(throttled())), clock, ticket.deadline);
    expect(await clock.run(messageOfRejection(work))).to.match(
      /waited 18\d\d s .* Lambda's last answer was TooManyRequestsException: Rate exceeded\./,
    );
    expect(clock.nowMs()).to.be.within(30 * 60_000, 31 * 60_000);
    // The queue is empty again: nobody waits behind one who gave up.
    expect(await clock.run(pacer.send(ticketFor(clock), () => Promise.resolve("sent")))).to.equal("sent");
  });
});
