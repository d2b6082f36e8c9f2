import type { CustomResourceOptions } from "@pulumi/pulumi";
import { secondsOfGoDuration } from "../access/goDuration.js";
import type { CustomTimeouts } from "../inputs/customTimeouts.js";
import { ignoredCodeProblem } from "../inputs/ignoredCode.js";
import type { ResourceType } from "./explicitProvider.js";
import { programError } from "./programError.js";

/** Throws where an option could not be honoured; returns what check must know of the others. */
export function readOptions(
  type: ResourceType,
  name: string,
  opts: CustomResourceOptions = {},
): { customTimeouts?: CustomTimeouts } {
  const problems = problemsOf[type](opts).filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw programError(`${type} "${name}": ${problems.join(" ")}`);
  }
  const createSeconds = secondsOf(opts.customTimeouts?.create);
  const updateSeconds = secondsOf(opts.customTimeouts?.update);
  return createSeconds === undefined && updateSeconds === undefined
    ? {}
    : { customTimeouts: { createSeconds, updateSeconds } };
}

const problemsOf: Record<ResourceType, (opts: CustomResourceOptions) => (string | undefined)[]> = {
  FunctionCode: (opts) => [
    ignoredCodeProblem(opts.ignoreChanges ?? []),
    imported(opts, "the function over as it is, and sends nothing where it runs the wanted code"),
  ],
  // What is ignored here is left with its callers: with `functionVersion` an alias stays where it is.
  FunctionRelease: (opts) => [
    imported(opts, "the alias over as it is, and sends nothing where it has the wanted version"),
  ],
};

function imported({ import: id }: CustomResourceOptions, taken: string): string | undefined {
  return id === undefined
    ? undefined
    : `import does not work for dynamic resources (pulumi/pulumi#3550), and is not needed. Take it out: the first up takes ${taken}.`;
}

/** A duration that is none is refused by the engine. */
function secondsOf(duration: string | undefined): number | undefined {
  const seconds = duration === undefined || duration === "" ? Number.NaN : secondsOfGoDuration(duration);
  return Number.isNaN(seconds) ? undefined : seconds;
}
