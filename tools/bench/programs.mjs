// The programs under measure. What they make is in plan.json beside them, so that a change is a change of that file.

/** A `FunctionCode` for each entry, `[name, arguments]`. */
export const ours = `const { FunctionCode } = require("pulumi-lambda-code");
for (const [name, args] of require("./plan.json")) {
  new FunctionCode(name, args);
}
`;

/** As many dynamic resources whose provider does nothing; they change when their arguments do. */
export const idle = `const { dynamic } = require("@pulumi/pulumi");
const provider = {
  check: async (olds, news) => ({ inputs: news }),
  diff: async (id, olds, news) => ({ changes: olds.round !== news.round }),
  create: async (inputs) => ({ id: "idle", outs: inputs }),
  update: async (id, olds, news) => ({ outs: news }),
};
class Idle extends dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args);
  }
}
for (const [name, args] of require("./plan.json")) {
  new Idle(name, args);
}
`;

/** The same with as many properties as a `FunctionCode` has: the SDK makes eight promises for each, in the program. */
export const idleAlike = idle.replace(
  "super(provider, name, args)",
  `super(provider, name, {
      ...args,
      ...Object.fromEntries(Array.from({ length: 18 }, (_, index) => ["output" + index, undefined])),
    })`,
);

/** The plan of `count` idle resources in some round. */
export function idlePlan(count, round = 0) {
  return functionNames(count).map((name) => [name, { round }]);
}

/** The plan of our resources: `argsOf(name, index)` gives the arguments beside the function's name. */
export function ourPlan(names, argsOf) {
  return names.map((name, index) => [name, { functionName: name, ...argsOf(name, index) }]);
}

/** Names of functions: f0, f1 and so on. */
export function functionNames(count, prefix = "f") {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}
