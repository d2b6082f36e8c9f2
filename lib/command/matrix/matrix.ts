import { DeployError } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { CommandIo } from "../commandIo.js";
import { exitCodes } from "../exitCodes.js";
import { isFolder } from "../isFolder.js";
import { type Check, checkAll } from "./checks.js";
import { render } from "./formats/render.js";
import { type MatrixOptions, matrixHelp, readMatrixOptions } from "./matrixOptions.js";
import { Progress } from "../progress.js";
import { rowsOf } from "./rows.js";
import type { Shown } from "./shown.js";
import { type Column, readColumns } from "../stacks/column.js";
import { stacksToShow } from "../stacks/stacksToShow.js";

/** Shows which version of which function runs in which stack. */
export async function matrix(args: string[], io: CommandIo): Promise<number> {
  const options = readMatrixOptions(args, io);
  if (options === "help") {
    io.stdout.write(matrixHelp);
    return exitCodes.fine;
  }
  const columns = await columnsFor(options, io);
  const rows = rowsOf(columns, options.by);
  const checks = checkAll(columns, rows, options.requirements);
  const shown: Shown = {
    by: options.by,
    isLive: options.isLive,
    madeAtMs: io.clock.nowMs(),
    columns,
    rows,
    checks,
  };
  io.stdout.write(await render(shown, options.format, io));
  return tell(columns, checks, io);
}

async function columnsFor(options: MatrixOptions, io: CommandIo): Promise<Column[]> {
  const { folder, isLive, requirements } = options;
  if (!isFolder(folder)) {
    throw new DeployError("BadInput", `--cwd: there is no folder ${printable(folder)}.`);
  }
  const progress = new Progress(io);
  try {
    progress.say("asking pulumi for the stacks");
    const stacks = await stacksToShow(options, io);
    const shown = stacks.map(({ name }) => name);
    const unknown = requirements.same.flat().filter((stack) => !shown.includes(stack));
    if (unknown.length > 0) {
      const names = unknown.map(printable).join(", ");
      throw new DeployError(
        "BadInput",
        `--require-same names ${names}, and the stacks are ${shown.map(printable).join(", ")}.`,
      );
    }
    const sayRead = (done: number) => {
      progress.say(`reading the stacks: ${done} of ${stacks.length}`);
    };
    sayRead(0);
    const read = await readColumns(stacks, folder, io, sayRead);
    if (!isLive) {
      return read;
    }
    // Only then: who asks Lambda nothing need not load its SDK.
    const { lookLive } = await import("./live.js");
    return await lookLive(read, io.clock, (done, all) => {
      progress.say(`asking Lambda: ${done} of ${all} functions`);
    });
  } finally {
    progress.end();
  }
}

/** What is wrong goes to stderr, so that what was asked for is alone on stdout. */
function tell(columns: Column[], checks: Check[], { stderr }: CommandIo): number {
  const problems = columns.flatMap((column) => column.problems);
  for (const problem of problems) {
    stderr.write(`${printable(problem)}\n`);
  }
  const failed = checks.filter(({ failures }) => failures.length > 0);
  for (const { check, stacks, failures } of failed) {
    stderr.write(`--${check}${stacks === undefined ? "" : ` ${stacks.map(printable).join(",")}`} does not hold:\n`);
    stderr.write(failures.map((failure) => `  ${failure}\n`).join(""));
  }
  if (problems.length > 0) {
    return exitCodes.unknown;
  }
  return failed.length > 0 ? exitCodes.failed : exitCodes.fine;
}
