import { messageOf } from "../ground/errors.js";
import { printable } from "../ground/printable.js";
import type { CommandIo } from "./commandIo.js";
import { exitCodes } from "./exitCodes.js";
import { ownVersion } from "./ownVersion.js";

/** What a subcommand is: it answers with the exit code. */
export type Subcommand = (args: string[], io: CommandIo) => Promise<number>;

// Each is loaded when it is called: the help needs neither Pulumi nor the AWS SDK.
const subcommands: Record<string, { purpose: string; load: () => Promise<Subcommand> }> = {
  matrix: {
    purpose: "which version of which function runs in which stack",
    load: async () => (await import("./matrix/matrix.js")).matrix,
  },
  doctor: {
    purpose: "whether the installation, the credentials and the permissions are as they must be",
    load: async () => (await import("./doctor/doctor.js")).doctor,
  },
};

/** Runs what the arguments name; every failure is a sentence on stderr, and the exit code says that there was one. */
export async function dispatch([name = "--help", ...args]: string[], io: CommandIo): Promise<number> {
  if (["--help", "-h", "help"].includes(name)) {
    io.stdout.write(help());
    return exitCodes.fine;
  }
  if (["--version", "-v"].includes(name)) {
    io.stdout.write(`${ownVersion()}\n`);
    return exitCodes.fine;
  }
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) {
    const known = Object.keys(subcommands).join(", ");
    io.stderr.write(`pulumi-lambda-code: there is no command ${printable(name)}. Use one of: ${known}, --help.\n`);
    return exitCodes.unknown;
  }
  try {
    const run = await subcommand.load();
    return await run(args, io);
  } catch (error) {
    io.stderr.write(`pulumi-lambda-code ${name}: ${printable(sentenceOf(error))}\n`);
    return exitCodes.unknown;
  }
}

/** Node names a package that is missing together with all the files that asked for it. */
function sentenceOf(error: unknown): string {
  const isMissing = error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
  const message = messageOf(error);
  return isMissing
    ? `A package is missing: ${message.split("\n")[0] ?? message}. Install the packages again.`
    : message;
}

function help(): string {
  const width = Math.max(...Object.keys(subcommands).map((name) => name.length));
  const rows = Object.entries(subcommands).map(([name, { purpose }]) => `  ${name.padEnd(width)}  ${purpose}`);
  return [
    "Usage: pulumi-lambda-code <command> [options]",
    "",
    ...rows,
    "",
    "pulumi-lambda-code <command> --help tells the options of a command; --version that of the package",
    "",
  ].join("\n");
}
