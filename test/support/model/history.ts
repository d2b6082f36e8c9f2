import type { JournalEntry } from "../strictLambda/index.js";
import type { Deployer, DeployerRun } from "./deployer.js";

/** How the function stood at one moment. */
export interface Moment {
  /** The hash that invocations run. */
  running: string;
  /** What a read shows of `$LATEST`. */
  codeSha256: string;
  lastUpdateStatus: string;
  revisionId: string;
  versionCount: number;
}

/** One entry of the journal with what was before and after it, and whose run it belongs to. */
export interface Act {
  entry: JournalEntry;
  before: Moment;
  after: Moment;
  deployer?: Deployer;
  run?: DeployerRun;
  /** Whether the deployer got the answer. */
  isHeard: boolean;
}

export interface RunRecord {
  deployer: Deployer;
  run: DeployerRun;
  wantedHash: string;
  onForeignChange: string;
  /** Positions in `acts`: where it began and, once it ended or was killed, where that was. */
  from: number;
  to: number;
}

/** All that happened to one function, in order. */
export interface History {
  acts: Act[];
  runs: RunRecord[];
  /** How many updates and versions AWS was ordered to fail. */
  orderedFailures: number;
  /** Functions of this name that were deleted and made again. */
  recreations: number;
}

export const isCodeWrite = ({ entry }: Act): boolean =>
  entry.accepted && ["UpdateFunctionCode", "CreateFunction"].includes(entry.operation);

export const isConfigurationWrite = ({ entry }: Act): boolean =>
  entry.accepted && entry.operation === "UpdateFunctionConfiguration";

export const isOurs = (act: Act): boolean => act.deployer !== undefined;

/** The last of the items that fits. */
export function lastOf<T>(items: readonly T[], fits: (item: T) => boolean): T | undefined {
  return items.filter(fits).at(-1);
}

/** A look at `$LATEST` whose answer arrived. */
export const isLook = ({ entry, isHeard }: Act): boolean =>
  isHeard && entry.accepted && entry.operation === "GetFunction" && entry.qualifier === undefined;

/** The acts of one run. */
export function actsOf({ acts }: History, run: DeployerRun): Act[] {
  return acts.filter((act) => act.run === run);
}
