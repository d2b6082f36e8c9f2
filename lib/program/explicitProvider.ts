import {
  type CustomResourceOptions,
  type Input,
  Output,
  output,
  type ProviderResource,
  type Resource,
} from "@pulumi/pulumi";
import { programError } from "./programError.js";

/** The resources of this package, as messages call them. */
export type ResourceType = "FunctionCode" | "FunctionRelease";

const anyAwsType = "aws:lambda/function:Function";

/**
 * Throws where an explicit `aws.Provider` is in force for a resource that says no `aws` of its own: its settings cannot be
 * read whole (only region and profile are outputs), and the stack's own would deploy to another place, perhaps to a
 * namesake there. Source: https://www.pulumi.com/docs/iac/concepts/providers/, "Explicit provider configuration".
 */
export function refuseUnreadProvider(
  type: ResourceType,
  name: string,
  hasOwnAws: boolean,
  opts: CustomResourceOptions = {},
): void {
  if (hasOwnAws) {
    return;
  }
  if (packageOf(opts.provider) === "aws") {
    throw programError(refusal(type, name, "its options"));
  }
  if (opts.parent?.getProvider(anyAwsType) !== undefined) {
    throw programError(refusal(type, name, "its parent"));
  }
}

/** The same once the resource is made, which knows all that is in force: a transformation may have brought one. */
export function refuseTransformedProvider(
  type: ResourceType,
  name: string,
  hasOwnAws: boolean,
  resource: Resource,
): void {
  if (!hasOwnAws && resource.getProvider(anyAwsType) !== undefined) {
    throw programError(refusal(type, name, "a transformation"));
  }
}

/**
 * The name of a function as it was given. Refused, once it is known, where it is a name alone, taken from a resource that
 * an explicit `aws.Provider` made: without the Region that an ARN says it would be looked for elsewhere, and a namesake
 * perhaps be found. `argument` is the one that holds it.
 */
export function nameWithinReach(
  type: ResourceType,
  name: string,
  argument: "functionName" | "sourceFunction.functionName",
  hasOwnAws: boolean,
  functionName: Input<string>,
): Input<string> {
  if (hasOwnAws || !resourcesOf(functionName).some((resource) => resource.getProvider(anyAwsType) !== undefined)) {
    return functionName;
  }
  return output(functionName).apply((text) => {
    if (text.includes(":")) {
      return text;
    }
    const [aws, own] =
      argument === "functionName"
        ? ["aws", "the stack's own configuration"]
        : ["sourceFunction.aws", "where and as whom this resource deploys"];
    throw programError(
      `${type} "${name}": ${argument} is the name alone of what an explicit aws.Provider made, which a dynamic resource cannot read: a namesake elsewhere would be taken for it. ` +
        `Give its ARN, or what the provider says as ${aws}, such as {region, profile, assumeRoles}; ${aws}: {} stands for ${own}.`,
    );
  });
}

// Not among Pulumi's public types either.
function resourcesOf(value: unknown): Resource[] {
  return Output.isInstance(value) ? [...((value as { resources?(): Iterable<Resource> }).resources?.() ?? [])] : [];
}

// Not among Pulumi's public types; a release that hides it leaves the look at the finished resource.
/** The package that a provider is of, such as `aws`. */
export function packageOf(provider: ProviderResource | undefined): unknown {
  return (provider as { getPackage?(): unknown } | undefined)?.getPackage?.();
}

function refusal(type: ResourceType, name: string, place: string): string {
  return (
    `${type} "${name}": an explicit aws.Provider is in force by ${place}, which a dynamic resource cannot read. ` +
    "Give what it says as aws, such as {region, profile, assumeRoles}; aws: {} stands for the stack's own configuration."
  );
}
