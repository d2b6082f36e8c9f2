import path from "node:path";
import { DeployError } from "../../ground/errors.js";
import type { CommandIo } from "../commandIo.js";
import { oneOf, readOptions, stacksOf } from "../options.js";
import type { Requirements } from "./checks.js";
import type { MatchedBy } from "./rowNames.js";

export const formatNames = ["table", "json", "markdown", "html"] as const;
export type Format = (typeof formatNames)[number];

/** What the command is to do. */
export interface MatrixOptions {
  /** The stacks in order; empty for all of the project. */
  stacks: string[];
  /** The folder with the project. */
  folder: string;
  by: MatchedBy;
  format: Format;
  isLive: boolean;
  requirements: Requirements;
}

const known = {
  stack: "value",
  cwd: "value",
  by: "value",
  live: "flag",
  format: "value",
  "require-same": "value",
  "fail-on-drift": "flag",
  "fail-on-unfinished": "flag",
  help: "flag",
} as const;

export const matrixHelp = `Usage: pulumi-lambda-code matrix [options]

Shows which version of which function runs in which stack, by the stacks' states; secrets in them stay sealed

  --stack <name>             a stack, as pulumi names it: dev, or org/project/dev; several times, in the order of the columns
                             (default: all stacks of the project)
  --cwd <folder>             the folder with the project (default: this one)
  --by resource|function     by which name functions of several stacks are the same (default: resource)
  --live                     ask Lambda what really runs, where and as whom the state says
  --format <format>          ${formatNames.join(", ")} (default: table)
  --require-same <a>,<b>     end with 1 unless these stacks run the same bytes; several times
  --fail-on-drift            end with 1 where somebody else changed something, as Lambda (with --live) or the last refresh saw it
  --fail-on-unfinished       end with 1 where a deploy or release is not at its end
  --help                     this text

Exit codes: 0 all is as required, 1 it is not, 2 bad input, or a stack or function that could not be read
`;

/** Reads the arguments, "help" where that is asked for; throws with all that is wrong with them. */
export function readMatrixOptions(args: string[], { cwd }: CommandIo): MatrixOptions | "help" {
  const given = readOptions(args, known);
  const { values, problems } = given;
  if (values.help !== undefined) {
    return "help";
  }
  const chosen = <T extends string>(name: string, choices: readonly T[], usual: T): T => {
    const value = oneOf(given, name) ?? usual;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) {
      problems.push(`--${name} takes one of ${choices.join(", ")}.`);
    }
    return choice ?? usual;
  };
  const by = chosen<MatchedBy>("by", ["resource", "function"], "resource");
  const format = chosen("format", formatNames, "table");
  const folder = path.resolve(cwd, oneOf(given, "cwd") ?? ".");
  const stacks = stacksOf(given);
  const same = (values["require-same"] ?? []).map((list) => list.split(",").map((name) => name.trim()));
  for (const group of same) {
    if (group.length < 2 || group.includes("") || new Set(group).size < group.length) {
      problems.push("--require-same takes two stacks or more, with commas between them.");
    }
  }
  if (problems.length > 0) {
    throw new DeployError("BadInput", `${problems.join(" ")} See pulumi-lambda-code matrix --help.`);
  }
  const noDrift = values["fail-on-drift"] !== undefined;
  const noneUnfinished = values["fail-on-unfinished"] !== undefined;
  return {
    stacks,
    folder,
    by,
    format,
    isLive: values.live !== undefined,
    requirements: { same, noDrift, noneUnfinished },
  };
}
