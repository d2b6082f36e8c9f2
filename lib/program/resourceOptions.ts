import { type CustomResourceOptions, RunError } from "@pulumi/pulumi";
import { secondsOfGoDuration } from "../access/goDuration.js";
import type { CustomTimeouts } from "../inputs/customTimeouts.js";

/** Throws where an option could not be honoured; returns what check must know of the others. */
export function readOptions(name: string, opts: CustomResourceOptions = {}): { customTimeouts?: CustomTimeouts } {
  const problems = [...ignoredCode(opts.ignoreChanges), ...imported(opts.import)];
  if (problems.length > 0) {
    // Pulumi prints a RunError without a stack.
    throw new RunError(`FunctionCode "${name}": ${problems.join(" ")}`);
  }
  const createSeconds = secondsOf(opts.customTimeouts?.create);
  const updateSeconds = secondsOf(opts.customTimeouts?.update);
  return createSeconds === undefined && updateSeconds === undefined
    ? {}
    : { customTimeouts: { createSeconds, updateSeconds } };
}

// What is wanted is found out by check, from what these name: Pulumi, which puts their old words in place of the new ones
// before that, would ignore no change of the code, or make a pin of the hash of the last deploy.
const wantedCode = ["*", "code", "s3Bucket", "s3Key", "imageUri", "sourceFunction", "codeSha256", "resolvedS3Object"];

function ignoredCode(ignoreChanges: string[] = []): string[] {
  const ignored = ignoreChanges.filter((path) => wantedCode.includes(firstNameOf(path))).join(", ");
  return ignored === ""
    ? []
    : [
        `ignoreChanges names ${ignored}, but which code the function runs is all that this resource looks after: it cannot be ignored. Take it out; to leave the function's code alone in one run, give \`pulumi up --exclude\`, and for good remove the resource, which deletes nothing.`,
      ];
}

/** Of a property path, such as `code`, `["code"]`, `[*]` or `sourceFunction.qualifier`. */
function firstNameOf(path: string): string {
  return path.replace(/^\["?([^"\]]*)"?\].*$/s, "$1").replace(/[.[].*$/s, "");
}

function imported(id: CustomResourceOptions["import"]): string[] {
  return id === undefined
    ? []
    : [
        "import does not work for dynamic resources (pulumi/pulumi#3550), and is not needed. Take it out: the first up takes the function over as it is, and sends nothing where it runs the wanted code.",
      ];
}

/** A duration that is none is refused by the engine. */
function secondsOf(duration: string | undefined): number | undefined {
  const seconds = duration === undefined || duration === "" ? Number.NaN : secondsOfGoDuration(duration);
  return Number.isNaN(seconds) ? undefined : seconds;
}
