// Imports point down only, type-only imports included: docs/architecture.md shows the wings, and a test holds its picture
// against the imports.

const program = { name: "the program", path: "^lib/(?:index\\.ts$|program/)" };

/** The wings from the top: a file may import its own wing and those after it. */
const wings = [
  wing("command"),
  program,
  { name: "the plugin", path: "^lib/plugin/" },
  { name: "the provider", path: "^lib/(?:provider|releaseProvider)\\.ts$" },
  ...["preview", "deploy", "release", "code", "state", "inputs", "sources", "aws", "access", "ground"].map(wing),
];

/** The rooms of the two wings that have some, likewise. */
const rooms = {
  sources: ["index.ts", "atAws", "assets", "folder", "zipReading", "remembered", "zipWriting", "disk", "package"],
  aws: ["openApis.ts", "lambda", "s3", "ecr", "cloudWatch", "sts", "clients", "calls", "network"],
};

function wing(name) {
  return { name, path: `^lib/${name}/` };
}

function room(wing) {
  return (name) => ({ name: `${wing}/${name}`, path: `^lib/${wing}/${name.replace(".", "\\.")}` });
}

/** One rule for each place: what it must not import is all that is above it. */
function downOnly(places) {
  return places.slice(1).map((from, index) => ({
    name: `not-up-from-${from.name}`.replaceAll(/\W+/g, "-"),
    comment: `Imports point down only: above ${from.name} are ${places
      .slice(0, index + 1)
      .map(({ name }) => name)
      .join(", ")}.`,
    severity: "error",
    from: { path: from.path },
    to: {
      path: places
        .slice(0, index + 1)
        .map(({ path }) => path)
        .join("|"),
    },
  }));
}

const upwards = [wings, ...Object.entries(rooms).map(([name, names]) => names.map(room(name)))].flatMap(downOnly);

// Functions of values alone, which load nothing: each process has its own copy.
const eitherSide =
  "^lib/(?:ground/canonicalJson|access/(?:inheritAccess|goDuration)|inputs/(?:ignoredCode|triggersDigest))\\.ts$";

const boundary = [
  {
    name: "process-boundary",
    comment: "What runs in the user's program knows the provider's process by its types and by its public name only.",
    severity: "error",
    from: { path: program.path },
    to: { path: "^lib/", pathNot: `${program.path}|${eitherSide}`, dependencyTypesNot: ["type-only"] },
  },
  {
    name: "either-side-is-plain",
    comment: "What both processes load must bring nothing of the other with it.",
    severity: "error",
    from: { path: eitherSide },
    to: { path: ".", pathNot: eitherSide, dependencyTypesNot: ["type-only", "core"] },
  },
  {
    name: "one-crossing",
    comment:
      'The stubs alone cross, by import("pulumi-lambda-code/provider") and /release: names that are kept in states for good.',
    severity: "error",
    from: { path: "^lib/", pathNot: "^lib/program/(?:provider|release)Stub\\.ts$" },
    to: { path: "^dist/|^pulumi-lambda-code" },
  },
];

const onDemand = "^lib/aws/(?:s3|ecr|cloudWatch|sts)/";

const packages = [
  {
    name: "aws-sdk-in-aws-only",
    comment: "Only lib/aws speaks to AWS; the rest knows its answers as plain data.",
    severity: "error",
    from: { path: "^lib/", pathNot: "^lib/aws/" },
    to: { path: "(?:^|/)@(?:aws-sdk|smithy)/" },
  },
  {
    name: "clients-on-demand",
    comment:
      "Only a program with such a source or release needs these clients: others load them by import(), or not at all.",
    severity: "error",
    from: { path: "^lib/", pathNot: onDemand },
    to: {
      path: `${onDemand}|(?:^|/)@aws-sdk/client-(?:s3|ecr|cloudwatch|sts)/`,
      dependencyTypesNot: ["type-only", "dynamic-import"],
    },
  },
  {
    name: "pulumi-above-only",
    comment: "The core knows nothing of Pulumi: one day it may serve another host. Types are free.",
    severity: "error",
    from: {
      path: "^lib/",
      pathNot: "^lib/(?:command|program|plugin)/",
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
    comment: "Modules that import each other are one module, be it for a type.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "resolvable",
    comment:
      "An import that resolves to nothing. The providers' public names resolve to dist/, which need not be built.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true, pathNot: "^pulumi-lambda-code/(?:provider|release)$" },
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
