import type { dynamic } from "@pulumi/pulumi";
import type { PropertyBag } from "../inputs/inputs.js";

/**
 * The provider of a release as Pulumi sees it: as `providerStub.ts`, text of ours that lands in state, which captures
 * nothing and asks the installed package for the real provider. `pulumi-lambda-code/release` is a frozen name.
 *
 * It has a `delete`: an alias must not be left with two versions that nobody looks after any more. So destroying needs this
 * package, where destroying a FunctionCode does not.
 */
export const releaseProvider: dynamic.ResourceProvider<PropertyBag, PropertyBag> = {
  check: async (olds, news) => (await import("pulumi-lambda-code/release")).check(olds, news),
  diff: async (id, olds, news) => (await import("pulumi-lambda-code/release")).diff(id, olds, news),
  create: async (inputs) => (await import("pulumi-lambda-code/release")).create(inputs),
  update: async (id, olds, news) => (await import("pulumi-lambda-code/release")).update(id, olds, news),
  read: async (id, props) => (await import("pulumi-lambda-code/release")).read(id, props),
  delete: async (id, props) => (await import("pulumi-lambda-code/release")).delete(id, props),
};
