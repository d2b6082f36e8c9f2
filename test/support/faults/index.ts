export { FaultProxy, type ProxiedRequest } from "./faultProxy.js";
export { isNamed, type Match } from "./faultPlan.js";
export type { Fault } from "./faults.js";
export * as faults from "./faults.js";
export { FrontDoor } from "./frontDoor.js";
