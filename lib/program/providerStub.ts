import type { dynamic } from "@pulumi/pulumi";
import type { PropertyBag } from "../inputs/inputs.js";

/**
 * The provider as Pulumi sees it, and the only text of ours that lands in state: `dynamic.Resource` serializes these
 * functions, twice a resource. They capture nothing, so that the text stays small and holds no code that a later
 * release would have to keep alive; each asks the installed package for the real provider.
 *
 * `pulumi-lambda-code/provider` is therefore a frozen name: refresh and destroy run the text of the last deploy.
 * There is no `delete`: the host then answers by itself, so destroying works where this package is gone.
 * Arrow functions, because Pulumi wraps a method in 40 bytes more.
 * One object for all resources: the text is cached per provider object (pulumi/pulumi `dynamic/index.ts`).
 */
export const provider: dynamic.ResourceProvider<PropertyBag, PropertyBag> = {
  check: async (olds, news) => (await import("pulumi-lambda-code/provider")).check(olds, news),
  diff: async (id, olds, news) => (await import("pulumi-lambda-code/provider")).diff(id, olds, news),
  create: async (inputs) => (await import("pulumi-lambda-code/provider")).create(inputs),
  update: async (id, olds, news) => (await import("pulumi-lambda-code/provider")).update(id, olds, news),
  read: async (id, props) => (await import("pulumi-lambda-code/provider")).read(id, props),
};
