import { functionRefOf, type NamedFunction, targetAccess } from "../access/resolveAccess.js";
import type { LambdaApi, LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Deadline } from "../ground/clock.js";
import type { Inputs } from "../inputs/inputs.js";
import { CodeProblems } from "../sources/index.js";
import type { Surroundings } from "./surroundings.js";

/** Throws where code of one package type is meant for a function of the other. */
export function assertPackageType(wanted: "Zip" | "Image", target: LiveFunction | undefined): void {
  if (target !== undefined && target.packageType !== wanted) {
    const cause = `${target.functionArn} is ${target.packageType === "Image" ? "an Image" : "a Zip"} function, and the code is ${wanted === "Image" ? "an image" : "a package"}`;
    throw new CodeProblems([`${cause}: the package type of a function cannot change. Give the other kind of code.`]);
  }
}

const glimpseMs = 10_000;

/** A short look at the function, at a preview that needs one. */
export async function lookAtTarget(inputs: Inputs, surroundings: Surroundings): Promise<LiveFunction> {
  const deadline = { atMs: surroundings.clock.nowMs() + glimpseMs };
  const lambda = await openLambda(inputs, surroundings, deadline);
  return lambda.getFunction(inputs.functionName);
}

/** The same for what only helps: undefined where the function is not there yet or cannot be read. */
export async function glimpseTarget(inputs: Inputs, surroundings: Surroundings): Promise<LiveFunction | undefined> {
  return lookAtTarget(inputs, surroundings).catch(() => undefined);
}

/** The Lambda API for one function; the SDK is loaded here and not before. */
export async function openLambda(
  named: NamedFunction,
  { clock, log }: Pick<Surroundings, "clock" | "log">,
  deadline: Deadline,
): Promise<LambdaApi> {
  const [{ LambdaApi }, { lambdaClient }] = await Promise.all([
    import("../aws/lambda/lambdaApi.js"),
    import("../aws/lambda/lambdaClient.js"),
  ]);
  const functionName = functionRefOf(named).name;
  return new LambdaApi(lambdaClient(targetAccess(named)), { functionName, deadline, clock, log });
}
