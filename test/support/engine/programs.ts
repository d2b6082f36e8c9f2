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
