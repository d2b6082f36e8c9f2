import { weightsOf, type Alias } from "./alias.js";
import { AliasOwner } from "./aliasOwner.js";
import type { FunctionRecord } from "./functionRecord.js";
import { shown, type JournalEntry } from "./journal.js";
import type { Place } from "./owner.js";
import { deleteVersion } from "./operations/functions.js";
import { zipCode } from "./packageCode.js";

/** What others do to a function between a client's calls, without a request; the journal tells it from requests. */
export abstract class Outsiders extends AliasOwner {
  /** Another deployer's update, with or without a version; settled unless `inProgress`. Returns the new hash. An Image function takes a URI as its code. */
  deployBehindBack(
    name: string,
    code: Uint8Array | string,
    options: Place & { publish?: boolean; inProgress?: boolean } = {},
  ): string {
    // Lambda would not take it while an update is in progress: it comes right after that one.
    const record = this.settle(name, options);
    const isImage = record.latest.configuration.PackageType === "Image";
    const wanted = isImage ? this.images.resolve(code.toString()) : zipCode(code);
    record.beginUpdate({}, wanted, this.world.nowMs());
    if (options.publish === true) {
      record.publish(undefined, this.world.nowMs(), record.setting("publishedUpdatePendingReads"));
    }
    if (options.inProgress !== true) {
      record.settle(this.world.nowMs(), true);
    }
    this.#note("UpdateFunctionCode", record, {
      ...(isImage ? { ImageUri: wanted.imageUri } : { ZipFile: `${wanted.sizeBytes} bytes` }),
      Publish: options.publish,
    });
    return wanted.sha256;
  }

  /** The owner's change of configuration, by AWS's member names; settled unless `inProgress`. */
  changeConfigurationBehindBack(
    name: string,
    change: Record<string, unknown> = { Description: "changed behind the back" },
    options: Place & { inProgress?: boolean } = {},
  ): FunctionRecord {
    const record = this.settle(name, options);
    record.beginUpdate(change, record.latest.code, this.world.nowMs());
    if (options.inProgress !== true) {
      record.settle(this.world.nowMs(), true);
    }
    this.#note("UpdateFunctionConfiguration", record, change);
    return record;
  }

  /** Another's PublishVersion; returns the version's number. */
  publishBehindBack(name: string, options: Place & { description?: string } = {}): string {
    const record = this.settle(name, options);
    const number =
      record.unchangedVersion ?? record.publish(options.description, this.world.nowMs()).configuration.Version;
    this.#note("PublishVersion", record, { Description: options.description });
    return number;
  }

  deleteBehindBack(name: string, place: Place = {}): void {
    const record = this.function(name, place);
    this.world.functions.delete(record.arn);
    this.#note("DeleteFunction", record, {});
  }

  /** Another's UpdateAlias; what is left out is kept. Returns the alias. */
  moveAliasBehindBack(
    name: string,
    aliasName: string,
    { version, weights, description }: { version?: string; weights?: Record<string, number>; description?: string },
    place: Place = {},
  ): Alias {
    const { record, alias } = this.alias(name, aliasName, place);
    const changed = this.place(record, {
      name: aliasName,
      version: version ?? alias.FunctionVersion,
      weights: weights ?? weightsOf(alias),
      description: description ?? alias.Description,
    });
    const RoutingConfig = weights && { AdditionalVersionWeights: weights };
    this.#note(
      "UpdateAlias",
      record,
      { FunctionVersion: version, Description: description, RoutingConfig },
      { aliasName, ...shown({ status: 200, body: { ...changed } }) },
    );
    return changed;
  }

  deleteAliasBehindBack(name: string, aliasName: string, place: Place = {}): void {
    const record = this.function(name, place);
    record.aliases.delete(aliasName);
    record.provisioned.configs.delete(aliasName);
    this.#note("DeleteAlias", record, {}, { aliasName });
  }

  deleteVersionBehindBack(name: string, version: string, place: Place = {}): void {
    const record = this.function(name, place);
    deleteVersion(record, version);
    this.#note("DeleteFunction", record, {}, { qualifier: version });
  }

  protected abstract record(entry: JournalEntry): void;

  #note(
    operation: string,
    record: FunctionRecord,
    body: Record<string, unknown>,
    more: Partial<JournalEntry> = {},
  ): void {
    this.record({
      operation,
      functionName: record.arn,
      accepted: true,
      status: 200,
      body,
      codeSha256: record.codeSha256,
      version: record.latest.configuration.Version,
      revisionId: record.revisionId,
      accessKeyId: "",
      account: record.account,
      region: record.region,
      atMs: this.world.nowMs(),
      behindBack: true,
      ...more,
    });
  }
}
