export type { Alarm, AlarmState, AlarmType } from "./alarm.js";
export type { Alarms, AlarmPlace, NewAlarm } from "./alarms.js";
export type { Datum, Metrics, PoorStatus } from "./metrics.js";
export { cloudWatchClient } from "./cloudWatchClient.js";
