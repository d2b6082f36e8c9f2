import { expect } from "chai";
import { BytesInFlight } from "#lib/code/bytesInFlight.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

const silent = () => undefined;
const clock = new DrivenClock();

describe("bytesInFlight", () => {
  it("never has more bytes under way than its budget, and runs all work in the order it came", async () => {
    const flight = new BytesInFlight(100);
    let underWay = 0;
    let most = 0;
    const started: number[] = [];
    const sizes = [60, 60, 30, 10, 100, 1, 40];
    const work = sizes.map((size, index) =>
      flight.run("f", size, clock, silent, async () => {
        started.push(index);
        underWay += size;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= size;
        return index;
      }),
    );
    expect(await Promise.all(work)).to.deep.equal(sizes.map((_size, index) => index));
    expect(most).to.be.at.most(100);
    expect(started).to.deep.equal(sizes.map((_size, index) => index));
  });

  it("lets a package over the budget go alone", async () => {
    const flight = new BytesInFlight(100);
    expect(await flight.run("f", 1000, clock, silent, () => Promise.resolve("done"))).to.equal("done");
  });

  it("makes room again when work fails", async () => {
    const flight = new BytesInFlight(100);
    await messageOfRejection(flight.run("f", 100, clock, silent, () => Promise.reject(new Error("boom"))));
    expect(await flight.run("f", 100, clock, silent, () => Promise.resolve("done"))).to.equal("done");
  });

  it("says after ten seconds what it waits for, gives up after 30 minutes, and then stands in nobody's way", async () => {
    const flight = new BytesInFlight(100);
    let release: () => void = silent;
    const first = flight.run("f", 100, clock, silent, () => new Promise<void>((resolve) => (release = resolve)));
    const said: string[] = [];
    const message = await messageOfRejection(
      flight.run(
        "g",
        100,
        clock,
        (line) => said.push(line),
        () => Promise.resolve(),
      ),
    );
    expect(message).to.match(/^Deploying g: waited 30 minutes/);
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/waiting for its turn: .* 10 s so far/);
    release();
    await first;
    expect(await flight.run("h", 100, clock, silent, () => Promise.resolve("done"))).to.equal("done");
  });
});
