export { StrictLambda, type ServerClock, type StrictLambdaOptions } from "./strictLambda.js";
export type { NewFunction, Place } from "./owner.js";
export type { FunctionRecord } from "./functionRecord.js";
export type { Snapshot } from "./transitions.js";
export type { JournalEntry } from "./journal.js";
export type { Passage, WaitingRequest } from "./gate.js";
export type { Failure, Settings } from "./settings.js";
export { zipOf } from "./zipOf.js";
export { refusalOf, sdkClient } from "./sdkClient.js";
