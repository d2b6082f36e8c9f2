// Imports point down only, as in the design: from what a user writes to what the wire needs.
const above = [
  "index",
  "functionCode",
  "functionCodeArgs",
  "derivedOutputs",
  "installation",
  "stackConfiguration",
  "triggersDigest",
  "providerStub",
];
const domain = ["inputs", "inputRules", "argumentNames", "codeSource", "identity", "state", "claims", "packageSizes"];
// Functions of values alone, which import nothing: each process has its own copy.
const eitherSide = ["canonicalJson"];
const ground = ["brokenPipes", "codeHash", "errors", "log", "clock", "awsInputs", "unknowns", ...eitherSide];

const files = (names) => `^lib/(?:${names.join("|")})\\.ts$`;

// From the top: a module may import its own layer and those after it. What is in no list is an operation.
const layers = [
  { name: "the provider", path: files(["provider"]) },
  { name: "the operations", path: "^lib/[^/]+\\.ts$", pathNot: files([...above, "provider", ...domain, ...ground]) },
  { name: "inputs, identity, state and sources", path: `${files(domain)}|^lib/sources/` },
  { name: "aws", path: "^lib/aws/" },
  { name: "the ground", path: files(ground) },
];

const upwards = layers.slice(1).flatMap((from, index) =>
  layers.slice(0, index + 1).map((to) => ({
    name: `not-up-from-${from.name}-to-${to.name}`.replaceAll(/\W+/g, "-"),
    comment: `${from.name} must not know ${to.name}: imports point down only.`,
    severity: "error",
    from: { path: from.path, pathNot: from.pathNot },
    to: { path: to.path, pathNot: to.pathNot },
  })),
);

const boundary = [
  {
    name: "process-boundary",
    comment: "What runs in the user's program knows the provider's process by its types and by its public name only.",
    severity: "error",
    from: { path: files(above) },
    to: { path: "^lib/", pathNot: files([...above, ...eitherSide]), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "the-program-is-above",
    comment: "Nothing of the provider's process imports what runs in the user's program.",
    severity: "error",
    from: { path: "^lib/", pathNot: files(above) },
    to: { path: files(above) },
  },
  {
    name: "program-order",
    comment: "index -> functionCode -> providerStub, and not back.",
    severity: "error",
    from: {
      path: files(["derivedOutputs", "installation", "stackConfiguration", "triggersDigest", "providerStub"]),
    },
    to: { path: files(["index", "functionCode"]) },
  },
  {
    name: "either-side-is-plain",
    comment: "What both processes load must bring nothing of the other with it.",
    severity: "error",
    from: { path: files(eitherSide) },
    to: { path: "." },
  },
  {
    name: "one-crossing",
    comment: 'The stub alone crosses, by import("pulumi-lambda-code/provider"): that name is kept in states for good.',
    severity: "error",
    from: { path: "^lib/", pathNot: "^lib/providerStub\\.ts$" },
    to: { path: "^dist/|^pulumi-lambda-code" },
  },
];

const onDemand = "^lib/aws/(?:s3|ecr)(?:Api|Client|Failures)\\.ts$";

const packages = [
  {
    name: "aws-sdk-in-aws-only",
    comment: "Only lib/aws speaks to AWS; the rest knows its answers as plain data.",
    severity: "error",
    from: { path: "^lib/", pathNot: "^lib/aws/" },
    to: { path: "(?:^|/)@(?:aws-sdk|smithy)/" },
  },
  {
    name: "s3-and-ecr-on-demand",
    comment: "Only a program with such a source needs these clients: the rest loads them by import(), or not at all.",
    severity: "error",
    from: { path: "^lib/", pathNot: onDemand },
    to: {
      path: `${onDemand}|(?:^|/)@aws-sdk/client-(?:s3|ecr)/`,
      dependencyTypesNot: ["type-only", "dynamic-import"],
    },
  },
  {
    name: "pulumi-above-only",
    comment: "The core knows nothing of Pulumi: one day it may serve another host. Types are free.",
    severity: "error",
    from: {
      path: "^lib/",
      pathNot: files(["functionCode", "derivedOutputs", "installation", "stackConfiguration", "providerStub"]),
    },
    to: { path: "(?:^|/)@pulumi/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "declared-dependencies",
    comment: "A package used at run time is a dependency or a peer dependency: users install neither more nor less.",
    severity: "error",
    from: { path: "^lib/" },
    to: {
      dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
      dependencyTypesNot: ["npm", "npm-peer", "type-only"],
    },
  },
];

const hygiene = [
  {
    name: "no-cycles",
    comment: "Modules that import each other are one module.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "resolvable",
    comment:
      "An import that resolves to nothing. The provider's public name resolves to dist/, which need not be built.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true, pathNot: "^pulumi-lambda-code/provider$" },
  },
  {
    name: "no-tests-in-lib",
    comment: "lib does not import its tests, nor the tools.",
    severity: "error",
    from: { path: "^lib/" },
    to: { path: "^(?:test|tools|build|examples)/" },
  },
];

module.exports = {
  forbidden: [...upwards, ...boundary, ...packages, ...hygiene],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "(?:^|/)node_modules/|^dist/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
