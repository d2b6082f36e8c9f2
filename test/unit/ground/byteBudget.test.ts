import { expect } from "chai";
import { ByteBudget } from "#lib/ground/byteBudget.js";

describe("A budget of bytes", () => {
  it("grants room in the order in which it was asked for", () => {
    const budget = new ByteBudget(100);
    const [first, second, third] = [60, 60, 10].map((sizeBytes) => budget.ask(sizeBytes));
    expect([first, second, third].map((room) => room?.isGranted)).to.deep.equal([true, false, false]);
    first?.leave();
    expect([second, third].map((room) => room?.isGranted)).to.deep.equal([true, true]);
  });

  it("lets what is larger than all of it go, alone", async () => {
    const budget = new ByteBudget(100);
    const large = budget.ask(1000);
    const next = budget.ask(1);
    expect([large.isGranted, next.isGranted]).to.deep.equal([true, false]);
    large.leave();
    await next.granted;
  });

  it("has room for others as soon as less is needed than was asked for", () => {
    const budget = new ByteBudget(100);
    const first = budget.ask(100);
    const second = budget.ask(70);
    first.shrinkTo(40);
    expect(second.isGranted).to.equal(false);
    first.shrinkTo(30);
    expect(second.isGranted).to.equal(true);
    first.shrinkTo(90);
    expect(budget.ask(1).isGranted).to.equal(false);
  });

  it("gives room back once, however often it is left, and nothing to who left the line", () => {
    const budget = new ByteBudget(100);
    const first = budget.ask(100);
    const gone = budget.ask(100);
    gone.leave();
    gone.leave();
    first.leave();
    first.leave();
    expect(gone.isGranted).to.equal(false);
    expect([budget.ask(60).isGranted, budget.ask(60).isGranted]).to.deep.equal([true, false]);
  });
});
