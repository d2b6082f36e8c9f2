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
