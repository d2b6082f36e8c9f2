import type { Alias } from "./alias.js";
import { lastModified } from "./configuration.js";
import type { FunctionRecord } from "./functionRecord.js";
import type { Identifiers } from "./identifiers.js";

/** Provisioned concurrency of one alias or version. */
export interface ProvisionedConfig {
  requested: number;
  allocated: number;
  status: "IN_PROGRESS" | "READY" | "FAILED";
  statusReason?: string;
  lastModified: string;
  /** The version that its environments are allocated on. */
  version: string;
  /** Set while AWS moves an alias: callers are held on the old version until the new one is ready. */
  holdsOn?: string;
  transition?: { readsLeft: number; notBeforeMs: number; failure?: string };
}

/** What a function has of provisioned concurrency, by the alias or version that it was asked for. */
export class Provisioned {
  readonly configs = new Map<string, ProvisionedConfig>();
  readonly #record: FunctionRecord;
  readonly #ids: Identifiers;

  constructor(record: FunctionRecord, ids: Identifiers) {
    this.#record = record;
    this.#ids = ids;
  }

  /** IN_PROGRESS, as after PutProvisionedConcurrencyConfig. */
  put(qualifier: string, version: string, requested: number, nowMs: number, failure?: string): ProvisionedConfig {
    const allocated = this.configs.get(qualifier)?.allocated ?? 0;
    const config: ProvisionedConfig = {
      requested,
      allocated,
      status: "IN_PROGRESS",
      lastModified: lastModified(nowMs),
      version,
      transition: this.#transition(nowMs, failure),
    };
    this.configs.set(qualifier, config);
    return config;
  }

  /** Whether AWS moves this alias just now: it takes no other change then. */
  isMoving(aliasName: string): boolean {
    const config = this.configs.get(aliasName);
    return config?.holdsOn !== undefined && config.transition !== undefined;
  }

  /**
   * AWS's own transition of an alias that got another version: weights of AWS's that hold all callers on the version whose
   * environments are allocated, until those of the new one are. The way back to that version is done at once.
   */
  follow(alias: Alias, nowMs: number, failure?: string): void {
    const config = this.configs.get(alias.Name);
    if (config === undefined || config.version === alias.FunctionVersion) {
      if (config?.holdsOn !== undefined) {
        Object.assign(config, { status: "READY", holdsOn: undefined, statusReason: undefined, transition: undefined });
      }
      return;
    }
    config.status = "IN_PROGRESS";
    config.holdsOn = config.version;
    config.statusReason = undefined;
    config.transition = this.#transition(nowMs, failure);
    alias.RoutingConfig = { AdditionalVersionWeights: { [config.version]: 1 } };
    alias.RevisionId = this.#ids.next("revision");
  }

  /** Counts a look at an alias, or at its provisioned concurrency, against those that show it IN_PROGRESS. */
  countRead(qualifier: string): void {
    const transition = this.configs.get(qualifier)?.transition;
    if (transition !== undefined) {
      transition.readsLeft -= 1;
    }
  }

  /** Brings what is due to its end: all of it when `force` is set. */
  settle(nowMs: number, force: boolean): void {
    for (const [qualifier, config] of this.configs) {
      const { transition } = config;
      if (transition !== undefined && (force || (transition.readsLeft <= 0 && nowMs >= transition.notBeforeMs))) {
        delete config.transition;
        this.#finish(qualifier, config, transition.failure);
      }
    }
  }

  #finish(qualifier: string, config: ProvisionedConfig, failure: string | undefined): void {
    if (failure !== undefined) {
      // The weights stay: callers are on the old version until somebody moves the alias.
      Object.assign(config, { status: "FAILED", statusReason: failure });
      return;
    }
    Object.assign(config, { status: "READY", allocated: config.requested });
    const alias = this.#record.aliases.get(qualifier);
    if (config.holdsOn !== undefined && alias !== undefined) {
      const settled = { ...alias, RevisionId: this.#ids.next("revision") };
      delete settled.RoutingConfig;
      this.#record.aliases.set(qualifier, settled);
      config.version = alias.FunctionVersion;
    }
    config.holdsOn = undefined;
    // A version has another revision once its environments are there.
    const version = this.#record.versions.get(config.version);
    if (version !== undefined) {
      version.configuration.RevisionId = this.#ids.next("revision");
    }
  }

  #transition(nowMs: number, failure: string | undefined): ProvisionedConfig["transition"] {
    return {
      readsLeft: this.#record.setting("provisioningReads"),
      notBeforeMs: nowMs + this.#record.setting("provisioningMs"),
      failure,
    };
  }
}
