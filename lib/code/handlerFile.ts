import { functionRefOf } from "../access/resolveAccess.js";
import type { FunctionConfiguration } from "../aws/lambda/configuration.js";
import type { Log } from "../ground/log.js";
import type { Inputs } from "../inputs/inputs.js";
import { plainName } from "../sources/package/entryNames.js";
import { quoteName } from "../sources/package/problems.js";
import { fileNamesOf } from "./seenPackages.js";

/**
 * The sentence for a package without the file that the function's handler names. Undefined where it is there, or where it may
 * come from elsewhere: a layer, a folder that an environment variable names, a runtime whose handlers are no files.
 */
export function missingHandlerWarning(
  configuration: FunctionConfiguration,
  codeSha256: string | undefined,
): string | undefined {
  const names = codeSha256 === undefined ? undefined : fileNamesOf(codeSha256);
  const { runtime = "", handler = "", layers = [], environment } = configuration;
  const language = /^(nodejs|python|ruby|provided)/.exec(runtime)?.[1];
  const isElsewhere =
    layers.length > 0 || (environment?.variableNames ?? []).some((name) => searchVariables.includes(name));
  if (names === undefined || language === undefined || isElsewhere || /^\/|\.\./.test(handler)) {
    return undefined;
  }
  const files = handlerFiles(language, handler)?.map(plainName);
  if (files === undefined || files.some((file) => hasFile(names, file)) || isPerhapsThere(names, language, files)) {
    return undefined;
  }
  const wanted = language === "provided" ? `runs on ${runtime}` : `has the handler ${quoteName(handler)} (${runtime})`;
  const looked = files.slice(0, 3).map(quoteName).join(", ");
  return `the function ${wanted}, and the package has no file for that (looked for ${looked}): it will not start, unless its configuration changes too. Correct the paths in the package, or the handler of the function`;
}

/** Says so, by the configuration as the function or the state has it. It informs, and never throws. */
export function warnOfMissingHandler(
  inputs: Pick<Inputs, "functionName" | "aws" | "codeSha256">,
  configuration: string | FunctionConfiguration,
  log: Log,
): void {
  try {
    const known =
      typeof configuration === "string" ? (JSON.parse(configuration) as FunctionConfiguration) : configuration;
    const warning = missingHandlerWarning(known, inputs.codeSha256);
    if (warning !== undefined) {
      log.warn(functionRefOf(inputs).name, warning);
    }
  } catch {
    // A state that was edited by hand, or has nothing of it.
  }
}

// Where they are set, code is looked for in other places too, or started by another program.
const searchVariables = ["NODE_PATH", "PYTHONPATH", "RUBYLIB", "RUBYOPT", "AWS_LAMBDA_EXEC_WRAPPER"];

/** The files in which the runtimes look for a handler, the likeliest first; undefined for a handler that names none. */
function handlerFiles(language: string, handler: string): string[] | undefined {
  if (language === "provided") {
    return ["bootstrap"];
  }
  const folder = handler.slice(0, handler.lastIndexOf("/") + 1);
  const [module = "", ...rest] = handler.slice(folder.length).split(".");
  if (module === "" || rest.length === 0) {
    return undefined;
  }
  if (language === "python") {
    // All but the last word names the module.
    const file = [folder + module, ...rest.slice(0, -1)].join("/");
    return [`${file}.py`, `${file}/__init__.py`, `${file}.pyc`, `${file}.so`];
  }
  const file = folder + module;
  return language === "ruby"
    ? [`${file}.rb`, `${file}.so`]
    : [`${file}.js`, `${file}.mjs`, `${file}.cjs`, file, `${file}.json`, `${file}.node`, `${file}/index.js`];
}

function hasFile(names: string, file: string): boolean {
  return names.includes(`\n${file}\n`);
}

/** Whether the file may be there after all: behind a link, in a package of its own, or built for a machine. */
function isPerhapsThere(names: string, language: string, files: readonly string[]): boolean {
  const [file = ""] = files;
  const bare = file.replace(/\.\w+$/, "");
  const folders = file.split("/").slice(0, -1);
  return (
    folders.some((_, index) => hasFile(names, folders.slice(0, index + 1).join("/"))) ||
    (language === "nodejs" &&
      [`\nnode_modules/${bare}/`, `\n${bare}/package.json\n`].some((part) => names.includes(part))) ||
    (language === "python" &&
      [`\n${bare}/`, `\n${bare}.cpython-`, `\n${bare}.abi3.`].some((part) => names.includes(part))) ||
    (language === "ruby" && names.includes(`/lib/${file}\n`))
  );
}
