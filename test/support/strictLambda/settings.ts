/** How a function behaves where AWS's behaviour varies; set for the whole server and, on top of that, per function. */
export interface Settings {
  /** Reads of $LATEST that still answer InProgress after an update; Infinity never settles. */
  inProgressReads: number;
  /** Time, by the server's clock, that an update takes at least. An update settles once both have passed. */
  inProgressMs: number;
  /** The same for a function that the API creates: State Pending. */
  pendingReads: number;
  pendingMs: number;
  /** Reads of a version that PublishVersion made which answer Pending. AWS: 0, and many with SnapStart. */
  publishPendingReads: number;
  /** Reads of a version that an update with Publish made which answer Pending; the update's own answer always does. */
  publishedUpdatePendingReads: number;
  publishPendingMs: number;
  /** The State of a version that is not Pending any more: on capacity providers others than Active have a meaning. */
  versionState: string;
  /** The word that reads show as LastUpdateStatus during an update: null, "" and unknown words have been seen. */
  inProgressStatus: string | null;
  /** When set, what reads of $LATEST show as LastUpdateStatus while one of its versions is Pending (SnapStart). */
  publishingStatus?: string | null;
  /** Whether a stale RevisionId is found before an update in progress; AWS's own order is not known. */
  preconditionFirst: boolean;
  /** Whether an update with identical bytes lets PublishVersion make a new version. */
  sameBytesCountAsChange: boolean;
  /** Whether PublishVersion hands back a last version that Failed; otherwise it makes another. */
  failedVersionHandedBack: boolean;
  /** Whether DryRun is honoured; some emulators do not. */
  honoursDryRun: boolean;
  /** Whether a DryRun answers the hash of the package sent, as older documentation has it. */
  dryRunAnswersNewHash: boolean;
  /** Looks at an alias or its provisioned concurrency that still show it IN_PROGRESS, and the time it takes at least. */
  provisioningReads: number;
  provisioningMs: number;
  /** Whether an alias takes changes while AWS moves it because of provisioned concurrency; AWS's own answer is not known of all. */
  takesMovesWhileProvisioning: boolean;
  /** For so long after an alias has moved an invocation may still go where it pointed to before. */
  aliasPropagationMs: number;
  /** Whether a version cannot be deleted that an alias has as its second one; AWS's own answer is not known. */
  weightsHoldVersions: boolean;
  /** Whether ListAliases with a FunctionVersion finds those that have it as their second; AWS's own answer is not known. */
  listAliasesFindsWeights: boolean;
  /** Whether metrics by ExecutedVersion come of an alias without weights, too; AWS's own answer is not known. */
  executedVersionAlways: boolean;
  /** How much code the account may keep in a Region, all functions and versions together. */
  codeStorageLimitBytes: number;
  /** The bucket whose keys are folders to be mounted, as emulators have it; at AWS there is none. */
  hotReloadBucket?: string;
}

export const defaultSettings: Readonly<Settings> = {
  inProgressReads: 1,
  inProgressMs: 0,
  pendingReads: 1,
  pendingMs: 0,
  publishPendingReads: 0,
  publishedUpdatePendingReads: 1,
  publishPendingMs: 0,
  versionState: "Active",
  inProgressStatus: "InProgress",
  preconditionFirst: false,
  sameBytesCountAsChange: true,
  failedVersionHandedBack: true,
  honoursDryRun: true,
  dryRunAnswersNewHash: false,
  provisioningReads: 1,
  provisioningMs: 0,
  takesMovesWhileProvisioning: false,
  aliasPropagationMs: 0,
  weightsHoldVersions: true,
  listAliasesFindsWeights: false,
  executedVersionAlways: false,
  codeStorageLimitBytes: 75 * 2 ** 30,
};

/** Why an update, a version or provisioned concurrency goes to Failed. */
export interface Failure {
  reasonCode: string;
  reason?: string;
  /** Whether CodeSha256 goes back to the old hash; AWS may show the wanted one with the status Failed. */
  keepsOldHash?: boolean;
}
