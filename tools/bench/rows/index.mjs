// All rows, in the order in which they run.
import { beside } from "./beside.mjs";
import { bigZip } from "./bigZip.mjs";
import { change } from "./change.mjs";
import { folder } from "./folder.mjs";
import { growth } from "./growth.mjs";
import { importTime } from "./importTime.mjs";
import { noOp } from "./noOp.mjs";
import { plugin } from "./plugin.mjs";
import { promoted } from "./promoted.mjs";
import { quota } from "./quota.mjs";
import { releases } from "./releases.mjs";
import { requests } from "./requests.mjs";
import { stateSize } from "./stateSize.mjs";

export const rows = [
  ...[requests, stateSize, importTime, noOp, plugin, promoted, change],
  releases,
  ...[quota, bigZip, folder, beside, growth],
];
