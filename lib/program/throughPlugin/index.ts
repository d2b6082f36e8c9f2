export { FunctionCode } from "./functionCode.js";
export { Provider } from "./provider.js";
export type { ProviderArgs } from "./provider.js";
