import type { dynamic } from "@pulumi/pulumi";
import type { PropertyBag } from "../inputs/inputs.js";

/**
 * The provider of a release as Pulumi sees it: as `providerStub.ts`, text of ours that lands in state, which captures
 * nothing and asks the installed package for the real provider. `pulumi-lambda-code/release` is a frozen name.
 * Rest parameters, because Pulumi writes down twice each that has a name.
 *
 * It has a `delete`: an alias must not be left with two versions that nobody looks after any more. So destroying needs this
 * package, where destroying a FunctionCode does not.
 */
export const releaseProvider: dynamic.ResourceProvider<PropertyBag, PropertyBag> = {
  check: async (...a) => (await import("pulumi-lambda-code/release")).check(...a),
  diff: async (...a) => (await import("pulumi-lambda-code/release")).diff(...a),
  create: async (...a) => (await import("pulumi-lambda-code/release")).create(...a),
  update: async (...a) => (await import("pulumi-lambda-code/release")).update(...a),
  read: async (...a) => (await import("pulumi-lambda-code/release")).read(...a),
  delete: async (...a) => (await import("pulumi-lambda-code/release")).delete(...a),
};
