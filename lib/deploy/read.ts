import { isDeepStrictEqual } from "node:util";
import { accessOf } from "../access/access.js";
import { unlessGone } from "../aws/lambda/isGone.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import { LambdaApi } from "../aws/lambda/lambdaApi.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { describeAccess } from "../access/describeAccess.js";
import type { Surroundings } from "../code/surroundings.js";
import { AwsFailure, DeployError } from "../ground/errors.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { derivedName, inputNames, type PropertyBag } from "../inputs/inputs.js";
import { rememberFirstShown } from "./foreignChange.js";
import { inputsOfState, progressOf, readState, type State, toState } from "../state/state.js";

const timeoutMs = 60_000;

export interface Refreshed {
  state: PropertyBag;
  /** Left out where the look shows nothing that they do not say: then Pulumi keeps those that it has. */
  inputs?: PropertyBag;
}

/** Looks at the function and brings state up to date; undefined where the function is gone. */
export async function read(bag: PropertyBag, surroundings: Surroundings): Promise<Refreshed | undefined> {
  const { clock, log } = surroundings;
  const state = readState(bag);
  const { name, region } = parseFunctionArn(state.functionArn);
  const client = lambdaClient(accessOf(state.aws ?? {}, region));
  const deadline = { atMs: clock.nowMs() + timeoutMs };
  const lambda = new LambdaApi(client, {
    functionName: name,
    deadline,
    clock,
    log,
    withEnvironment: bag.recordEnvironment === true,
  });
  const live = await unlessGone(lambda.getFunction(state.functionArn)).catch((error: unknown) => {
    throw withWayOut(error, state.aws ?? {});
  });
  if (live === undefined) {
    log.warn(name, "the function is gone; its code is dropped from the state");
    return undefined;
  }
  if (state.deployedCodeSha256 !== undefined && live.codeSha256 !== state.deployedCodeSha256) {
    log.warn(
      name,
      `code ${live.codeSha256}, live since ${live.lastModified}, was not deployed by this program, which deployed ${state.deployedCodeSha256}; the next \`pulumi up\` puts the declared code back${bag.onForeignChange === "fail" ? ', but for onForeignChange "fail"' : ""}`,
    );
  }
  rememberFirstShown(live, state, surroundings);
  const given = Object.fromEntries(
    [...inputNames.filter((name) => state.givenInputs.includes(name)), derivedName].map((name) => [name, bag[name]]),
  );
  const progress = { ...progressOf(state), seenCodeSha256: live.codeSha256 };
  if (progress.version !== "$LATEST") {
    // Versions are pruned, and a function that was made anew has none, or others under the same numbers.
    const version = await unlessGone(lambda.getFunction(state.functionArn, progress.version));
    // In a function made anew the number may be another deploy's, and that version may have failed.
    const isFailed = version?.state === "Failed";
    if (version?.codeSha256 !== progress.publishedCodeSha256 || isFailed) {
      log.warn(name, `version ${progress.version} is gone, failed, or holds other code than was published`);
      progress.failedVersion = isFailed ? progress.version : progress.failedVersion;
      Object.assign(progress, { version: "$LATEST", publishedCodeSha256: undefined, publishedArchitecture: undefined });
    }
  }
  const refreshed = toState(given, live, progress);
  return { state: refreshed, inputs: isAsStored(state, refreshed) ? undefined : inputsOfState(refreshed) };
}

/**
 * Whether the inputs that Pulumi has can stay. They may be newer than those in state, the last deploy's, by what needs no
 * update, such as `timeoutSeconds`; after a failed update they are older.
 */
function isAsStored(state: State, refreshed: PropertyBag): boolean {
  const isFinished = state.seenCodeSha256 === state.codeSha256 && state.replacedCodeSha256 === undefined;
  return isFinished && isDeepStrictEqual(inputsOfState({ ...state }), inputsOfState(refreshed));
}

/**
 * A refresh has nothing but what the last deploy recorded, and with `refresh: always` no up gets past it: where the failure
 * may come of an identity or an endpoint that is gone, it says whose, and what does not ask it.
 */
function withWayOut(error: unknown, aws: AwsInputs): unknown {
  const recorded = describeAccess(aws);
  // Where an address was the program's own, somebody else may answer there by now, or a proxy in place of it.
  const statuses = [undefined, 400, 401, 403, 407, ...(hasOwnAddress(aws) ? [404, 502, 503, 504] : [])];
  const mayBeGone = error instanceof AwsFailure && statuses.includes(error.httpStatus);
  if (recorded === undefined || !mayBeGone) {
    return error;
  }
  return new DeployError(
    "Aws",
    `${error.message} The last deploy used ${recorded}, and a refresh can use nothing else. Where that is gone, run \`pulumi up --refresh=false\`: it deploys as the program says now, and records it for later ones.`,
  );
}

function hasOwnAddress({ endpoint, endpoints, httpProxy, httpsProxy }: AwsInputs): boolean {
  return (endpoint ?? endpoints ?? httpProxy ?? httpsProxy) !== undefined;
}
