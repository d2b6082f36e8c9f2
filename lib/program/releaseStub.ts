/** How the engine knows a release of the dynamic face: in all states, and so frozen. */
export const releaseType = "pulumi-nodejs:dynamic/lambda:FunctionRelease";

const methods = ["check", "diff", "create", "update", "read", "delete"];

/**
 * The text that lands in state, twice a release, and that Pulumi's host runs to get at the provider: what `handler` answers
 * (pulumi/pulumi `cmd/dynamic-provider/index.ts`). It holds no code that a later release would have to keep alive, and asks the
 * installed package for the real provider. `pulumi-lambda-code/release` is a frozen name, as in `providerStub.ts`.
 *
 * Written out, where `dynamic.Resource` serializes an object: that makes seven times as much of the same methods.
 *
 * It has a `delete`: an alias must not be left with two versions that nobody looks after any more. So destroying needs this
 * package, where destroying a FunctionCode does not.
 */
export const releaseStub = `const call = (method) => async (...args) => (await import("pulumi-lambda-code/release"))[method](...args);
exports.handler = () => Object.fromEntries(${JSON.stringify(methods)}.map((method) => [method, call(method)]));
`;
