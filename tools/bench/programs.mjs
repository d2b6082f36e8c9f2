// The programs under measure. What they make is in plan.json beside them, so that a change is a change of that file.

/** A `FunctionCode` for each entry, `[name, arguments]`. */
export const ours = `const { FunctionCode } = require("pulumi-lambda-code");
for (const [name, args] of require("./plan.json")) {
  new FunctionCode(name, args);
}
`;

/** The same by the plugin. */
export const oursByPlugin = ours.replace("pulumi-lambda-code", "pulumi-lambda-code/plugin");

/** Each with a release to its callers. */
export const released = `const { FunctionCode, FunctionRelease } = require("pulumi-lambda-code");
for (const [name, args] of require("./plan.json")) {
  const { functionArn: functionName, version: functionVersion, codeSha256 } = new FunctionCode(name, {
    ...args,
    publish: true,
  });
  const release = { functionName, aliasName: "live", functionVersion, codeSha256, alarms: [] };
  new FunctionRelease(\`\${name}-live\`, { ...release, steps: [{ weight: 0.1, bakeSeconds: 300 }] });
}
`;

/** The same by the plugin. */
export const releasedByPlugin = released.replace("pulumi-lambda-code", "pulumi-lambda-code/plugin");

/** As many dynamic resources whose provider does nothing; they change when their arguments do. */
export const idle = doNothing({ outs: "{}", options: "undefined" });

/**
 * The same with as much state: the outputs in the file that OUTS names, with a secret `configuration` among them. The engine
 * writes the whole state at each step, so that a fleet's cost grows faster than the fleet.
 */
export const idleWithState = doNothing({
  outs: 'JSON.parse((await import("node:fs")).readFileSync(process.env.OUTS, "utf8"))',
  options: '{ additionalSecretOutputs: ["configuration"] }',
});

function doNothing({ outs, options }) {
  return `const { dynamic } = require("@pulumi/pulumi");
const provider = {
  check: async (olds, news) => ({ inputs: news }),
  diff: async (id, olds, news) => ({ changes: olds.round !== news.round }),
  create: async (inputs) => ({ id: "idle", outs: { ...inputs, ...${outs} } }),
  update: async (id, olds, news) => ({ outs: { ...news, ...${outs} } }),
};
class Idle extends dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args, ${options}, "lambda", "FunctionCode");
  }
}
for (const [name, args] of require("./plan.json")) {
  new Idle(name, args);
}
`;
}

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
