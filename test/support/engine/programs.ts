/**
 * A JavaScript program with one `FunctionCode` for each entry, exporting version and codeSha256 of each under its name.
 * JavaScript, because a start through ts-node takes twice as long; TypeScript has a test of its own.
 */
export function programOf(resources: Record<string, object>): string {
  const lines = Object.entries(resources).map(([name, args]) => {
    const quoted = JSON.stringify(name);
    return `resources[${quoted}] = new FunctionCode(${quoted}, ${JSON.stringify(args)});`;
  });
  return `const { FunctionCode } = require("pulumi-lambda-code");
const resources = {};
${lines.join("\n")}
for (const [name, { version, codeSha256 }] of Object.entries(resources)) {
  exports[name] = { version, codeSha256 };
}
`;
}

export interface OptionsProgram {
  functionName: string;
  /** Arguments beside `functionName` and `code`, as JavaScript. */
  args?: string;
  /** The resource's options, as JavaScript. */
  options?: string;
  /** What stands before the resource. */
  before?: string;
  name?: string;
}

/** A program with one `FunctionCode` of the folder `app`, and options that JSON cannot tell; it exports version and previousVersion. */
export function programWithOptions(wanted: OptionsProgram): string {
  const { functionName, args = "", options = "{}", before = "", name = "api" } = wanted;
  return `const pulumi = require("@pulumi/pulumi");
const { FunctionCode } = require("pulumi-lambda-code");
${before}
const code = new FunctionCode("${name}", { functionName: "${functionName}", code: "./app", ${args} }, ${options});
exports.version = code.version;
exports.previousVersion = code.previousVersion.apply((version) => version ?? "none");
`;
}

/** A YAML program with one `FunctionCode` for each entry, exporting version and codeSha256 of each under its name. */
export function yamlProgramOf(
  resources: Record<string, object>,
  options: Record<string, object> = {},
  others: Record<string, object> = {},
): string {
  const names = Object.keys(resources);
  const declared = names.map((name) => {
    const resource = { type: "lambdacode:FunctionCode", properties: resources[name], options: options[name] };
    return [name, resource];
  });
  // A reference is a text in braces, and so a program can be JSON.
  const outputs = names.map((name) => [name, { version: `\${${name}.version}`, codeSha256: `\${${name}.codeSha256}` }]);
  return JSON.stringify({
    resources: { ...others, ...(Object.fromEntries(declared) as object) },
    outputs: Object.fromEntries(outputs) as object,
  });
}

/** A program with one `FunctionRelease` for each entry: in JavaScript by the class, in YAML by the plugin. */
export function programOfReleases(resources: Record<string, object>, language: "javascript" | "yaml"): string {
  if (language === "yaml") {
    const declared = Object.entries(resources).map(([name, properties]) => [
      name,
      { type: "lambdacode:FunctionRelease", properties },
    ]);
    return JSON.stringify({ resources: Object.fromEntries(declared) as object });
  }
  const lines = Object.entries(resources).map(
    ([name, args]) => `new FunctionRelease(${JSON.stringify(name)}, ${JSON.stringify(args)});`,
  );
  return `const { FunctionRelease } = require("pulumi-lambda-code");\n${lines.join("\n")}\n`;
}
