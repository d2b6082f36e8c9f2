import path from "node:path";
import { DeployError } from "../../ground/errors.js";
import type { CommandIo } from "../commandIo.js";
import { oneOf, readOptions, stacksOf } from "../options.js";

/** What the doctor is to look at, and how it tells. */
export interface DoctorOptions {
  /** Empty for all stacks of the project. */
  stacks: string[];
  /** The folder with the project. */
  folder: string;
  isJson: boolean;
}

const known = { stack: "value", cwd: "value", format: "value", help: "flag" } as const;

export const doctorHelp = `Usage: pulumi-lambda-code doctor [options]

Looks at the installation, the credentials and the functions that the stacks' states name, a line each; changes
nothing, and tries an update of each function's code with DryRun

  --stack <name>     a stack, as pulumi names it: dev, or org/project/dev; several times
                     (default: all stacks of the project)
  --cwd <folder>     the folder with the project (default: this one)
  --format <format>  text, json (default: text)
  --help             this text

Exit codes: 0 all is well, 1 something is to be mended, 2 bad input, or something could not be looked at
`;

/** Reads the arguments, "help" where that is asked for; throws with all that is wrong with them. */
export function readDoctorOptions(args: string[], { cwd }: Pick<CommandIo, "cwd">): DoctorOptions | "help" {
  const given = readOptions(args, known);
  const { values, problems } = given;
  if (values.help !== undefined) {
    return "help";
  }
  const folder = path.resolve(cwd, oneOf(given, "cwd") ?? ".");
  const format = oneOf(given, "format") ?? "text";
  const stacks = stacksOf(given);
  if (format !== "text" && format !== "json") {
    problems.push("--format takes one of text, json.");
  }
  if (problems.length > 0) {
    throw new DeployError("BadInput", `${problems.join(" ")} See pulumi-lambda-code doctor --help.`);
  }
  return { stacks, folder, isJson: format === "json" };
}
