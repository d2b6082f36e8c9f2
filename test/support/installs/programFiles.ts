import type { Install } from "./installs.js";

/** What decides a program's text. */
export interface ProgramShape extends Pick<Install, "language" | "modules" | "run"> {
  functionName: string;
  /** The package that the class is imported from: ours, or one that hands it on. */
  importedFrom?: string;
}

/** The script that runs a program through the Automation API: `node deploy.js up`. */
export const deployScript = "deploy.js";

/** The files of a program, by name. Its package.json is the installer's. */
export function programFiles(shape: ProgramShape): Record<string, string> {
  const { language, run } = shape;
  if (run === "an inline program") {
    return {
      [deployScript]: automation(`${importOfOurs(shape)}\n${importOfAutomation(shape)}`, inlineStack(shape)),
    };
  }
  const isTypescript = language === "TypeScript";
  const files = {
    "Pulumi.yaml": JSON.stringify({
      name: "installed",
      runtime: { name: "nodejs", options: { typescript: isTypescript } },
    }),
    [isTypescript ? "index.ts" : "index.js"]: program(shape),
  };
  return run === "pulumi up" ? files : { ...files, [deployScript]: automation(importOfAutomation(shape), localStack) };
}

function program(shape: ProgramShape): string {
  if (shape.language === "TypeScript") {
    return `import { FunctionCode, type FunctionCodeArgs } from "${nameOfOurs(shape)}";
const args: FunctionCodeArgs = ${argsOf(shape)};
export const version = new FunctionCode("api", args).version;
`;
  }
  const exported = shape.modules === "CommonJS" ? "exports.version" : "export const version";
  return `${importOfOurs(shape)}\n${exported} = new FunctionCode("api", ${argsOf(shape)}).version;\n`;
}

function automation(imports: string, stackArgs: string): string {
  return `${imports}
const run = async () => {
  const stack = await LocalWorkspace.createOrSelectStack(${stackArgs});
  await stack[process.argv[2]]({ onOutput: (text) => process.stdout.write(text) });
};
run().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;
}

const localStack = `{ stackName: "dev", workDir: process.cwd() }`;

function inlineStack(shape: ProgramShape): string {
  const body = `({ version: new FunctionCode("api", ${argsOf(shape)}).version })`;
  return `{ stackName: "dev", projectName: "installed", program: async () => ${body} }`;
}

function importOfOurs(shape: ProgramShape): string {
  return importing("FunctionCode", nameOfOurs(shape), shape);
}

function importOfAutomation(shape: ProgramShape): string {
  return importing("LocalWorkspace", "@pulumi/pulumi/automation/index.js", shape);
}

function importing(name: string, from: string, { modules }: ProgramShape): string {
  return modules === "CommonJS" ? `const { ${name} } = require("${from}");` : `import { ${name} } from "${from}";`;
}

function nameOfOurs({ importedFrom = "pulumi-lambda-code" }: ProgramShape): string {
  return importedFrom;
}

function argsOf({ functionName }: ProgramShape): string {
  return JSON.stringify({ functionName, code: "./app", publish: true });
}
