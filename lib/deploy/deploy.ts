import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { warnOfMissingHandler } from "../code/handlerFile.js";
import { statusOf } from "../aws/lambda/waitForUpdate.js";
import { nameOfSource, sourceNames } from "../inputs/codeSource.js";
import { dryRun } from "./dryRun.js";
import { DeployError, InitFailure, messageOf } from "../ground/errors.js";
import { unqualifiedArn } from "../access/functionRef.js";
import { derivedName, type Inputs, type PropertyBag } from "../inputs/inputs.js";
import {
  begin,
  hasWantedKey,
  identify,
  look,
  lookUntilSettled,
  type Operation,
  wantedArchitecture,
} from "./operation.js";
import { publish } from "./publish.js";
import { toState } from "../state/state.js";
import type { Surroundings } from "../code/surroundings.js";
import { trialOf } from "../state/trial.js";
import { sayWhoRunsOldCode } from "./unqualifiedCallers.js";
import { updateCode } from "./updateCode.js";

export interface DeployRequest {
  /** The checked inputs as Pulumi has them, to be kept in state. */
  given: PropertyBag;
  inputs: Inputs;
  /** What is stored; undefined on create. */
  state: PropertyBag | undefined;
  surroundings: Surroundings;
}

/** Makes the function run the wanted code, whatever it runs now; doing it again at any point converges. */
export async function deploy(request: DeployRequest): Promise<PropertyBag> {
  const operation = begin(request.inputs, request.state, request.surroundings);
  const first = await lookUntilSettled(operation);
  identify(operation, first);
  if (operation.state === undefined && first.codeSha256 !== operation.wantedCodeSha256) {
    // From here on the state knows the handler, and the preview warns.
    warnOfMissingHandler(operation.inputs, first.configuration, operation.log);
  }
  if (request.inputs.dryRun !== false) {
    const isValidated = await dryRun(operation, first);
    return recordDryRun(operation, request.given, isValidated ? trialOf(request.inputs) : undefined);
  }
  // Code that is taken over as it is was wanted, and is no placeholder.
  if (operation.state?.deployedCodeSha256 === undefined && first.codeSha256 !== operation.wantedCodeSha256) {
    operation.progress.foundCodeSha256 = first.codeSha256;
  }
  try {
    const version = await updateCode(operation, first);
    // Nothing was sent where the last look is still the first one: it has said all.
    const running = operation.seen === first ? first : await lookUntilSettled(operation, justBegun(operation));
    if (version !== undefined && running.lastUpdateStatus === "Failed") {
      operation.progress.failedVersion = version;
    }
    verify(operation, running);
    if (running !== first) {
      sayWhoRunsOldCode(operation, running);
    }
    if (operation.isVersionDue) {
      await publish(operation, running, version);
      // Publishing took its time: what is recorded must be what runs after it.
      verify(operation, await lookUntilSettled(operation));
    }
    return record(operation, request.given);
  } catch (error) {
    if (!operation.isAccepted) {
      throw error;
    }
    // What is kept must be true: where somebody deployed meanwhile, this very failure may come of it.
    if (operation.clock.nowMs() < operation.deadline.atMs) {
      await look(operation).catch(() => undefined);
    }
    throw keepingWhatWasReached(operation, request.given, error);
  }
}

/** The update's own answer, where one was sent: Lambda is at work, and the first look can wait a little. */
function justBegun({ seen }: Operation): LiveFunction | undefined {
  return seen?.lastUpdateStatus === "InProgress" ? seen : undefined;
}

/** Throws unless the function runs what is wanted; the look is the one that waited for the update. */
function verify(operation: Operation, running: LiveFunction): void {
  const { functionRef, wantedCodeSha256 } = operation;
  if (running.lastUpdateStatus === "Failed" || running.state === "Failed") {
    throw new DeployError(
      "UpdateFailed",
      `Updating the code of ${functionRef.name}: Lambda took the code but could not make it run (${statusOf(running)}). The code before it keeps running. Correct the cause and run \`pulumi up\`.`,
    );
  }
  const { deployedCodeSha256 } = operation.progress;
  if (running.codeSha256 === deployedCodeSha256 && deployedCodeSha256 !== wantedCodeSha256) {
    throw new DeployError(
      "VerificationFailed",
      `Updating the code of ${functionRef.name}: Lambda took code ${deployedCodeSha256} from ${nameOfSource(operation.inputs.source)}, not ${wantedCodeSha256 ?? "known"}: what is there is other code than the preview saw or codeSha256 pins. It runs now. Put the wanted code there, or change the program, and run \`pulumi up\`.`,
    );
  }
  const architecture = wantedArchitecture(operation, running);
  if (running.codeSha256 !== wantedCodeSha256 || running.architectures[0] !== architecture) {
    throw new DeployError(
      "VerificationFailed",
      `Updating the code of ${functionRef.name}: it runs code ${running.codeSha256} (${running.architectures.join()}, ${running.lastModified}), not ${wantedCodeSha256 ?? "known"} (${architecture ?? ""}): another deploy came after this one. It was left as it is. Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  }
  if (!hasWantedKey(operation, running)) {
    throw new DeployError(
      "VerificationFailed",
      `Updating the code of ${functionRef.name}: its package is encrypted with ${running.sourceKmsKeyArn ?? "the key of AWS"}, not with sourceKmsKeyArn: another deploy came after this one. Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  }
}

function record(operation: Operation, given: PropertyBag): PropertyBag {
  const progress = {
    ...operation.progress,
    seenCodeSha256: operation.wantedCodeSha256,
    replacedCodeSha256: undefined,
    validatedRequest: undefined,
  };
  return toState(given, lastLook(operation), progress);
}

/** What runs now stays what is recorded, and nothing counts as deployed: taking `dryRun` away deploys. */
function recordDryRun(operation: Operation, given: PropertyBag, validatedRequest: string | undefined): PropertyBag {
  const { state, progress } = operation;
  // The source stays the one of the last deploy: where no hash can be determined, its words tell what runs.
  const names = state?.deployedCodeSha256 === undefined ? [] : [...sourceNames, derivedName];
  const bag = (state ?? {}) as PropertyBag;
  const kept = Object.fromEntries(["triggers", ...names].map((name) => [name, bag[name]]));
  return toState({ ...given, ...kept }, lastLook(operation), { ...progress, validatedRequest });
}

function keepingWhatWasReached(operation: Operation, given: PropertyBag, error: unknown): InitFailure {
  const live = lastLook(operation);
  // The triggers of the last deploy that ended well stay in state, so that the next diff still sees the change.
  const state = toState({ ...given, triggers: operation.state?.triggers }, live, operation.progress);
  const code = error instanceof DeployError ? error.code : "Aws";
  return new InitFailure(code, messageOf(error), unqualifiedArn(live.functionArn), state);
}

function lastLook({ seen, functionRef }: Operation): LiveFunction {
  if (seen === undefined) {
    throw new DeployError("Aws", `Deploying ${functionRef.name}: the function was never read.`);
  }
  return seen;
}
