import type { Check } from "./checks.js";
import type { MatchedBy } from "./rowNames.js";
import type { Row } from "./rows.js";
import type { Column } from "../stacks/column.js";

/** All that is to be shown, in whichever format. */
export interface Shown {
  by: MatchedBy;
  /** Whether Lambda was asked. */
  isLive: boolean;
  madeAtMs: number;
  columns: Column[];
  rows: Row[];
  checks: Check[];
}
