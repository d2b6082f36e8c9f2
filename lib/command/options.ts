import { parseArgs, type ParseArgsConfig } from "node:util";
import { printable } from "../ground/printable.js";

/** What was given of the options that a command knows, and all that is wrong with it at once. */
export interface GivenOptions {
  /** The values of each option in the order in which they came; of a flag one empty text for each time. */
  values: Record<string, string[]>;
  problems: string[];
}

/** Reads a command's arguments; `known` says of each option whether it takes a value. */
export function readOptions(args: string[], known: Record<string, "flag" | "value">): GivenOptions {
  const config: ParseArgsConfig["options"] = Object.fromEntries(
    Object.entries(known).map(([name, kind]) => [name, { type: kind === "flag" ? "boolean" : "string" }]),
  );
  // What stands where a value should is the next option: else that one would be taken for the value.
  const isWithoutValue = (arg: string, index: number) =>
    known[arg.replace(/^--/, "")] === "value" && (args[index + 1]?.startsWith("--") ?? true);
  const problems = args.filter(isWithoutValue).map((arg) => `${arg} needs a value.`);
  const rest = args.filter((arg, index) => !isWithoutValue(arg, index));
  const { tokens } = parseArgs({ args: rest, options: config, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string[]> = {};
  for (const token of tokens) {
    if (token.kind === "positional") {
      problems.push(`${printable(token.value)} belongs to no option.`);
    } else if (token.kind === "option") {
      const kind = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
      if (kind === undefined) {
        problems.push(`There is no option ${printable(token.rawName)}.`);
      } else if (kind === "flag" && token.value !== undefined) {
        problems.push(`${token.rawName} takes no value.`);
      } else if (kind === "value" && (token.value === undefined || token.value === "")) {
        problems.push(`${token.rawName} needs a value.`);
      } else {
        (values[token.name] ??= []).push(token.value ?? "");
      }
    }
  }
  return { values, problems };
}

/** The value of an option that is given once at most; that it was given again is a problem. */
export function oneOf({ values, problems }: GivenOptions, name: string): string | undefined {
  const [first, ...others] = values[name] ?? [];
  if (others.length > 0) {
    problems.push(`--${name} is given more than once.`);
  }
  return first;
}

/** The stacks that are named, in order; one that is named twice is a problem. */
export function stacksOf({ values, problems }: GivenOptions): string[] {
  const stacks = values.stack ?? [];
  if (new Set(stacks).size < stacks.length) {
    problems.push("--stack names a stack twice.");
  }
  return stacks;
}
