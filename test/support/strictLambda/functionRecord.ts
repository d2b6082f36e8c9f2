import type { Alias, Routing } from "./alias.js";
import { defaultSettings, type Failure, type Settings } from "./settings.js";
import { lastModified, type Configuration } from "./configuration.js";
import type { Identifiers } from "./identifiers.js";
import type { Handler, Invocation } from "./invocation.js";
import type { PackageCode } from "./packageCode.js";
import { Provisioned } from "./provisioned.js";
import { endCreation, endUpdate, startCreation, updating, type Snapshot, type Transition } from "./transitions.js";
import { newUses } from "./versionUses.js";

/** The one version of a function on a capacity provider that each publishing replaces. */
export const latestPublished = "$LATEST.PUBLISHED";

/** One function with its versions and aliases, live: a test may read and change anything in it. */
export class FunctionRecord {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly latest: Snapshot;
  readonly versions = new Map<string, Snapshot>();
  readonly aliases = new Map<string, Alias>();
  /** Where aliases pointed to until lately: callers may still be sent there. */
  readonly formerRoutings = new Map<string, { routing: Routing; untilMs: number }>();
  readonly provisioned: Provisioned;
  /** What else hangs on versions and aliases. */
  readonly uses = newUses();
  /** What the function answers to an invocation. */
  handler?: Handler;
  /** Every invocation that ran, in order. */
  readonly invocations: Invocation[] = [];
  /** What this function does otherwise than the server. */
  settings: Partial<Settings> = {};
  tags?: Record<string, string>;
  /** The code that invocations run: the old one until an update succeeds. */
  runningCode: PackageCode;
  /** The last version, as long as nothing changed since it was made. */
  unchangedVersion?: string;
  nextVersion = 1;
  readonly #ids: Identifiers;
  readonly #serverSettings: Settings;

  constructor(latest: Snapshot, ids: Identifiers, serverSettings: Settings) {
    const { FunctionName, FunctionArn } = latest.configuration;
    this.name = FunctionName;
    this.arn = FunctionArn;
    this.region = FunctionArn.split(":")[3] ?? "";
    this.account = FunctionArn.split(":")[4] ?? "";
    this.latest = latest;
    this.runningCode = latest.code;
    this.#ids = ids;
    this.#serverSettings = serverSettings;
    this.provisioned = new Provisioned(this, ids);
  }

  /** $LATEST's RevisionId now. */
  get revisionId(): string {
    return this.latest.configuration.RevisionId;
  }

  /** What GetFunction shows as $LATEST's CodeSha256. */
  get codeSha256(): string {
    return this.latest.configuration.CodeSha256;
  }

  /** The hash of the code that invocations of $LATEST run. */
  get runningSha256(): string {
    return this.runningCode.sha256;
  }

  /** The hash that callers without a qualifier run: on a capacity provider that of `$LATEST.PUBLISHED`, if there is one. */
  get unqualifiedSha256(): string | undefined {
    const isManaged = this.latest.configuration.CapacityProviderConfig !== undefined;
    return isManaged ? this.versions.get(latestPublished)?.code.sha256 : this.runningSha256;
  }

  /** The numbers of the published versions, oldest first. */
  get versionNumbers(): string[] {
    return [...this.versions.keys()].filter((name) => name !== latestPublished);
  }

  setting<K extends keyof Settings>(name: K): Settings[K] {
    return { ...defaultSettings, ...this.#serverSettings, ...this.settings }[name];
  }

  /** $LATEST, a version, or the version that an alias points to. */
  snapshot(qualifier: string | undefined): Snapshot | undefined {
    if (qualifier === undefined || qualifier === "$LATEST") {
      return this.latest;
    }
    return this.versions.get(this.aliases.get(qualifier)?.FunctionVersion ?? qualifier);
  }

  /** State Pending, as after CreateFunction. */
  beginCreation(nowMs: number): void {
    startCreation(this.latest.configuration);
    this.latest.transition = {
      kind: "creation",
      readsLeft: this.setting("pendingReads"),
      notBeforeMs: nowMs + this.setting("pendingMs"),
    };
  }

  /** LastUpdateStatus InProgress with the new hash already showing; the old code runs until the update settles. */
  beginUpdate(change: Partial<Configuration>, code: PackageCode, nowMs: number, failure?: Failure): void {
    const sameBytes = Object.keys(change).length === 0 && code.sha256 === this.latest.code.sha256;
    if (!sameBytes || this.setting("sameBytesCountAsChange")) {
      this.unchangedVersion = undefined;
    }
    this.latest.code = code;
    Object.assign(this.latest.configuration, change, {
      CodeSha256: code.sha256,
      CodeSize: code.sizeBytes,
      LastModified: lastModified(nowMs),
      ...updating,
      RevisionId: this.#ids.next("revision"),
    });
    this.latest.transition = {
      kind: "update",
      readsLeft: this.setting("inProgressReads"),
      notBeforeMs: nowMs + this.setting("inProgressMs"),
      failure,
    };
  }

  /** A version of $LATEST as it is: Pending for some reads, or Active at once when `pendingReads` is undefined. */
  publish(
    description: string | undefined,
    nowMs: number,
    pendingReads?: number,
    failure?: Failure,
    number = String(this.nextVersion++),
  ): Snapshot {
    const configuration: Configuration = {
      ...structuredClone(this.latest.configuration),
      FunctionArn: `${this.arn}:${number}`,
      Version: number,
      Description: description ?? this.latest.configuration.Description,
      RevisionId: this.#ids.next("revision"),
    };
    delete configuration.LastUpdateStatusReason;
    delete configuration.LastUpdateStatusReasonCode;
    const version: Snapshot = { code: this.latest.code, configuration };
    if (pendingReads === undefined) {
      endCreation(configuration, undefined, this.setting("versionState"));
    } else {
      startCreation(configuration);
      const notBeforeMs = nowMs + this.setting("publishPendingMs");
      version.transition = { kind: "creation", readsLeft: pendingReads, notBeforeMs, failure };
    }
    this.versions.set(number, version);
    this.unchangedVersion = /^\d+$/.test(number) ? number : this.unchangedVersion;
    this.touch();
    return version;
  }

  /** A new RevisionId of $LATEST, as any change beside the code gives it. */
  touch(): void {
    this.latest.configuration.RevisionId = this.#ids.next("revision");
  }

  /** Brings what is due to its end: all of it when `force` is set. Called before each request looks at the function. */
  settle(nowMs: number, force = false): void {
    for (const snapshot of [this.latest, ...this.versions.values()]) {
      const { transition } = snapshot;
      if (transition !== undefined && (force || (transition.readsLeft <= 0 && nowMs >= transition.notBeforeMs))) {
        this.#finish(snapshot, transition);
      }
    }
    this.provisioned.settle(nowMs, force);
  }

  /** Counts a read of the snapshot against its reads in progress. */
  countRead(snapshot: Snapshot): void {
    const readsPublishing = snapshot === this.latest && this.setting("publishingStatus") !== undefined;
    for (const { transition } of [snapshot, ...(readsPublishing ? this.versions.values() : [])]) {
      if (transition !== undefined) {
        transition.readsLeft -= 1;
      }
    }
  }

  #finish(snapshot: Snapshot, { kind, failure }: Transition): void {
    const { configuration } = snapshot;
    delete snapshot.transition;
    configuration.RevisionId = this.#ids.next("revision");
    if (kind === "creation") {
      endCreation(configuration, failure, snapshot === this.latest ? undefined : this.setting("versionState"));
    } else {
      endUpdate(snapshot, this.runningCode, failure);
    }
    if (snapshot === this.latest && failure === undefined) {
      this.runningCode = snapshot.code;
    }
  }
}
