import { DeployError, type ErrorCode } from "../ground/errors.js";

/** Why a release does not go on: half a sentence, which what was done about it completes. */
export class Setback extends DeployError {
  constructor(
    code: ErrorCode,
    readonly why: string,
    /** Whether the version is to blame: then it is not tried again by itself. */
    readonly isVersionsFault = false,
  ) {
    super(code, why);
  }
}

/** The alias is no longer as this run left it: it is somebody else's, and stays as it is. */
export class MovedByOthers extends Setback {
  constructor(why: string) {
    super("ConcurrentDeploy", why);
  }
}

/** What went wrong, as half a sentence or in its own words. */
export function whyOf(error: unknown): string {
  return error instanceof Setback ? error.why : error instanceof Error ? error.message : String(error);
}

/** The version has failed before, and nobody has said that it may be tried again. */
export class KnownFailure extends Setback {
  constructor(why: string) {
    super("VersionFailed", why, true);
  }
}

/** What a signal leaves to be said; the plugin's Cancel comes by its clock, with the same code. */
export function interrupted(): DeployError {
  return new DeployError("Canceled", "this run was interrupted");
}
