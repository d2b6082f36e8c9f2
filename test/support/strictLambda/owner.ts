import { newConfiguration, type Configuration } from "./configuration.js";
import { FunctionRecord } from "./functionRecord.js";
import { partitionOf } from "./names.js";
import { zipCode, type PackageCode } from "./packageCode.js";
import type { Failure, Settings } from "./settings.js";
import { stateWhenDone } from "./transitions.js";
import type { World } from "./world.js";
import { zipOf } from "./zipOf.js";

/** A function as its owner makes it; what is left out is AWS's default. */
export interface NewFunction {
  name: string;
  account?: string;
  region?: string;
  /** Zip bytes; a small zip of its own when neither code nor imageUri is given. */
  code?: Uint8Array | string;
  /** A URI that `images.push` made known; makes it an Image function. */
  imageUri?: string;
  packageType?: "Zip" | "Image";
  architectures?: string[];
  /** Active when not given, and on a capacity provider ActiveNonInvocable. Pending becomes Active by the settings' reads and time. */
  state?: string;
  lastUpdateStatus?: string | null;
  environment?: Record<string, string>;
  sourceKmsKeyArn?: string;
  tags?: Record<string, string>;
  /** Any other member of the configuration, by AWS's name. */
  configuration?: Record<string, unknown>;
  settings?: Partial<Settings>;
  /** Publishes version 1 of it. */
  publish?: boolean;
}

/** Where a function is, when it is not in the server's own account and Region. */
export interface Place {
  account?: string;
  region?: string;
}

/** The functions as their owner and AWS itself see them: made, looked at and made to fail without a request. */
export class Owner {
  protected readonly world: World;
  readonly #account: string;
  readonly #region: string;

  constructor(world: World, account: string, region: string) {
    this.world = world;
    this.#account = account;
    this.#region = region;
  }

  /** The server's settings, live; `function(name).settings` goes before them. */
  get settings(): Settings {
    return this.world.settings;
  }

  get s3(): World["s3"] {
    return this.world.s3;
  }

  /** CloudWatch's alarms, which change by a test's hand or by their own plan. */
  get alarms(): World["alarms"] {
    return this.world.alarms;
  }

  /** CloudWatch's metrics; those of AWS/Lambda count the invocations of this server. */
  get metrics(): World["metrics"] {
    return this.world.metrics;
  }

  get images(): World["images"] {
    return this.world.images;
  }

  /** How many times a Code.Location was asked for; downloads are not in the journal. */
  get downloadCount(): number {
    return this.world.downloads.count;
  }

  /** Where Code.Location points to: a test may put a proxy before it. */
  set baseUrlOfDownloads(url: string) {
    this.world.downloads.baseUrl = url;
  }

  /** Operations that the callers' policies shall not allow. */
  get deniedOperations(): Set<string> {
    return this.world.deniedOperations;
  }

  /** From here on STS holds each role against the accounts that it trusts. */
  trust(roleArn: string, ...accounts: string[]): void {
    this.world.trustedAccounts.set(roleArn, accounts);
  }

  createFunction(wanted: NewFunction): FunctionRecord {
    const arn = this.#arn(wanted.name, wanted);
    const code = this.#codeOf(wanted);
    const configuration: Configuration = {
      ...newConfiguration(wanted.name, arn, code, {
        revisionId: this.world.ids.next("revision"),
        nowMs: this.world.nowMs(),
      }),
      ...(wanted.architectures !== undefined && { Architectures: wanted.architectures }),
      ...(wanted.environment !== undefined && { Environment: { Variables: wanted.environment } }),
      LastUpdateStatus: wanted.lastUpdateStatus === undefined ? "Successful" : wanted.lastUpdateStatus,
      ...wanted.configuration,
    };
    configuration.State = wanted.state ?? stateWhenDone(configuration);
    const record = new FunctionRecord({ configuration, code }, this.world.ids, this.world.settings);
    record.settings = wanted.settings ?? {};
    record.tags = wanted.tags;
    if (wanted.state === "Pending") {
      record.beginCreation(this.world.nowMs());
    }
    if (wanted.publish === true) {
      record.publish(undefined, this.world.nowMs());
    }
    this.world.functions.set(arn, record);
    return record;
  }

  /** The live record of a function, by name or ARN; an error where there is none. */
  function(name: string, place: Place = {}): FunctionRecord {
    const arn = name.startsWith("arn:") ? name : this.#arn(name, place);
    const record = this.world.functions.get(arn);
    if (record === undefined) {
      throw new Error(`The server has no function ${arn}.`);
    }
    record.settle(this.world.nowMs());
    return record;
  }

  hasFunction(name: string, place: Place = {}): boolean {
    return this.world.functions.has(name.startsWith("arn:") ? name : this.#arn(name, place));
  }

  /** Brings what a function is doing to its end at once. */
  settle(name: string, place: Place = {}): FunctionRecord {
    const record = this.function(name, place);
    record.settle(this.world.nowMs(), true);
    return record;
  }

  /** Lets the next update, of any function or of the one named, go to Failed; with Publish its version fails too. */
  failNextUpdate(failure: Failure, name?: string, place: Place = {}): void {
    this.world.failNext("update", failure, name === undefined ? undefined : this.#arn(name, place));
  }

  /** Lets the next version go to State Failed, as a SnapStart initialization may. */
  failNextVersion(failure: Failure, name?: string, place: Place = {}): void {
    this.world.failNext("version", failure, name === undefined ? undefined : this.#arn(name, place));
  }

  /** Lets the next provisioned concurrency, asked for or moved with its alias, go to FAILED with this reason. */
  failNextProvisioning(reasonCode = "FUNCTION_ERROR_INIT_FAILURE", name?: string, place: Place = {}): void {
    this.world.failNext("provisioning", { reasonCode }, name === undefined ? undefined : this.#arn(name, place));
  }

  #arn(name: string, { account = this.#account, region = this.#region }: Place): string {
    return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`;
  }

  #codeOf({ name, code, imageUri, packageType, sourceKmsKeyArn }: NewFunction): PackageCode {
    if (imageUri !== undefined) {
      return this.world.images.resolve(imageUri);
    }
    if (packageType === "Image") {
      return this.world.images.resolve(
        this.world.images.push(`${this.#account}.dkr.ecr.${this.#region}.amazonaws.com/${name}`, "latest").uri,
      );
    }
    return { ...zipCode(code ?? zipOf()), ...(sourceKmsKeyArn !== undefined && { sourceKmsKeyArn }) };
  }
}
