import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { digestTriggers } from "#lib/inputs/triggersDigest.js";
import { triggersOf } from "#lib/program/triggersDigest.js";

describe("triggersDigest", () => {
  it("is the same for the same values, whatever the order of their keys", () => {
    expect(digestTriggers([{ a: 1, b: { c: 2, d: 3 } }])).to.equal(digestTriggers([{ b: { d: 3, c: 2 }, a: 1 }]));
  });

  it("is another for other values, another order or another type", () => {
    const digests = [["a"], ["b"], ["a", "b"], ["b", "a"], [1], ["1"], [null], [], "a", [1n]].map(digestTriggers);
    // A bigint is what it looks like as a text.
    expect(new Set(digests).size).to.equal(digests.length - 1);
  });

  it("takes values that turn out to be undefined", () => {
    expect(digestTriggers(undefined)).to.equal(digestTriggers(undefined)).and.not.equal(digestTriggers("undefined"));
  });

  it("does not show the values", () => {
    expect(digestTriggers(["hunter2"])).to.match(/^[0-9a-f]{64}$/);
  });
});

describe("the triggers of a resource", () => {
  const remedy = /which has no value of its own.*Give values: of a resource the outputs that matter, such as \[fn\.env/;
  let fn: pulumi.Resource;

  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ inputs, name }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    });
    fn = new pulumi.ComponentResource("test:index:Fn", "fn");
  });

  it("are refused by an error without a stack, which Node.js would paint for half a minute in gigabytes", async () => {
    const found = triggersOf("FunctionCode", "api", [pulumi.output({ fn })]);
    const error = await valueOf(found).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error)
      .to.have.property("stack")
      .that.matches(/triggers\[0\]\.fn is a resource/)
      .and.not.matches(/^ +at /m);
    expect(Error.stackTraceLimit).to.be.above(0);
  });

  it("are one digest of their values, known when those are", async () => {
    const found = triggersOf("FunctionCode", "api", [pulumi.output(1), { a: Promise.resolve("b") }]);
    expect(await valueOf(found)).to.equal(digestTriggers([1, { a: "b" }]));
    expect(triggersOf("FunctionCode", "api", undefined)).to.equal(undefined);
  });

  it("is none of null, nor of an output of nothing, as the plugin has it for every language", async () => {
    expect(triggersOf("FunctionCode", "api", null)).to.equal(undefined);
    for (const nothing of [null, undefined]) {
      expect(await valueOf(triggersOf("FunctionCode", "api", pulumi.output(nothing)))).to.equal(undefined);
    }
    expect(await valueOf(triggersOf("FunctionCode", "api", [null]))).to.match(/^[0-9a-f]{64}$/);
  });

  it("are refused with a resource in them, at any depth, with the place and what to give in its stead", () => {
    for (const [triggers, place] of [
      [fn, "triggers"],
      [[fn], "triggers[0]"],
      [["a", { fn, b: 1 }], "triggers[1].fn"],
      [{ functions: [[fn]] }, "triggers.functions[0][0]"],
    ] as const) {
      expect(() => triggersOf("FunctionCode", "api", triggers))
        .to.throw(pulumi.RunError, `FunctionCode "api": ${place} is a resource`)
        .with.property("message")
        .that.matches(remedy);
    }
  });

  it("are refused with a resource that an output or a promise brings", async () => {
    for (const triggers of [pulumi.output(fn), [pulumi.output({ fn })], [Promise.resolve([fn])]]) {
      const found = await valueOf(triggersOf("FunctionCode", "api", triggers)).catch((error: unknown) => error);
      expect(found)
        .to.be.instanceOf(pulumi.RunError)
        .with.property("message")
        .that.matches(/is a resource, which/);
    }
  });

  it("are refused with what else has no values that JSON can tell", () => {
    for (const [value, kind] of [
      [new pulumi.asset.FileAsset("./app"), "an asset or archive"],
      [new pulumi.asset.AssetArchive({}), "an asset or archive"],
      [new Map(), "a Map or Set"],
      [new Set(), "a Map or Set"],
      [() => 1, "a function"],
      [Symbol("s"), "a symbol"],
      [Number.NaN, "NaN"],
      [/pattern/, "an object of a class that shows no fields"],
      [new Error("one"), "an object of a class that shows no fields"],
      [new ArrayBuffer(1), "an object of a class that shows no fields"],
    ] as const) {
      expect(() => triggersOf("FunctionCode", "api", { value })).to.throw(
        `triggers.value is ${kind}, which has no value of its own`,
      );
    }
  });

  it("may hold the same object twice, dates and null", async () => {
    const shared = { a: 1 };
    const triggers = [shared, shared, null, new Date(0), undefined, {}, [], Buffer.from("a"), Promise.resolve(1), -1.5];
    expect(await valueOf(triggersOf("FunctionCode", "api", triggers))).to.match(/^[0-9a-f]{64}$/);
  });
});

function valueOf<T>(value: pulumi.Output<T> | undefined): Promise<T> {
  // `promise` is what Pulumi itself awaits; `apply` would leave a refusal unheard.
  return (value as unknown as { promise(): Promise<T> }).promise();
}
