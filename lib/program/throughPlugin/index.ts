export { FunctionCode } from "./functionCode.js";
export { FunctionRelease } from "./functionRelease.js";
export { Provider } from "./provider.js";
export type { ProviderArgs } from "./provider.js";
