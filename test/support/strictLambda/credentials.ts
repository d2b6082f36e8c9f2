import type { IncomingHttpHeaders } from "node:http";
import { LambdaError } from "./lambdaError.js";
import { partitionOf, type Caller } from "./names.js";

const toleranceMs = 5 * 60 * 1000;

/** Who may call, and what is wrong with their credentials: the front end's part of the server. */
export class Credentials {
  /** The difference of the server's date to this machine's, for the clients' clocks to be wrong by. */
  skewMs = 0;
  readonly #accounts: Map<string, string> | undefined;
  readonly #defaultAccount: string;
  readonly #assumed = new Map<string, string>();
  readonly #sessions = new Map<string, string>();
  readonly #expired = new Set<string>();

  /** Without a map of accounts, every access key belongs to the default one. */
  constructor(defaultAccount: string, accounts: Readonly<Record<string, string>> | undefined) {
    this.#defaultAccount = defaultAccount;
    this.#accounts = accounts && new Map(Object.entries(accounts));
  }

  /** Makes a key known that STS gave out for a role of this account; `session` is the ARN of what has it. */
  assume(accessKeyId: string, account: string, session: string): void {
    this.#assumed.set(accessKeyId, account);
    this.#sessions.set(accessKeyId, session);
  }

  /** Who a caller is: a session of a role, else the one user that there is. */
  arnOf({ accessKeyId, account, partition }: Caller): string {
    return this.#sessions.get(accessKeyId) ?? `arn:${partition}:iam::${account}:user/deployer`;
  }

  /** Makes this key's credentials run out; `renew` takes it back. */
  expire(accessKeyId: string): void {
    this.#expired.add(accessKeyId);
  }

  renew(accessKeyId: string): void {
    this.#expired.delete(accessKeyId);
  }

  /** The date that answers carry: the SDK corrects its own clock by it. */
  serverDate(): Date {
    return new Date(Date.now() + this.skewMs);
  }

  /** Reads the scope of a signature without refusing anything; undefined where there is none. */
  callerOf(headers: IncomingHttpHeaders): Caller | undefined {
    const match = /Credential=([^/]+)\/\d{8}\/([^/]+)\/[^/]+\/aws4_request/.exec(headers.authorization ?? "");
    const [, accessKeyId, region] = match ?? [];
    if (accessKeyId === undefined || region === undefined) {
      return undefined;
    }
    const account = this.#assumed.get(accessKeyId) ?? this.#accounts?.get(accessKeyId) ?? this.#defaultAccount;
    return { accessKeyId, account, region, partition: partitionOf(region) };
  }

  /** The caller, or AWS's refusal of what the request is signed with. The signature itself is not computed again. */
  authenticate(headers: IncomingHttpHeaders): Caller {
    const caller = this.callerOf(headers);
    if (caller === undefined) {
      throw new LambdaError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    const { accessKeyId } = caller;
    if (this.#accounts !== undefined && !this.#accounts.has(accessKeyId) && !this.#assumed.has(accessKeyId)) {
      throw new LambdaError(
        403,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    }
    this.#checkDate(headers["x-amz-date"]);
    if (this.#expired.has(caller.accessKeyId)) {
      throw new LambdaError(403, "ExpiredTokenException", "The security token included in the request is expired");
    }
    return caller;
  }

  #checkDate(header: string | string[] | undefined): void {
    const signed = Date.parse(
      String(header).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
    );
    const now = this.serverDate().getTime();
    if (Number.isNaN(signed)) {
      throw new LambdaError(403, "IncompleteSignatureException", "Authorization header requires 'X-Amz-Date'.");
    }
    if (signed < now - toleranceMs) {
      const limit = `${basic(now - toleranceMs)} (${basic(now)} - 5 min.)`;
      throw invalidSignature(`Signature expired: ${basic(signed)} is now earlier than ${limit}`);
    }
    if (signed > now + toleranceMs) {
      const limit = `${basic(now + toleranceMs)} (${basic(now)} + 5 min.)`;
      throw invalidSignature(`Signature not yet current: ${basic(signed)} is still later than ${limit}`);
    }
  }
}

const invalidSignature = (message: string): LambdaError => new LambdaError(403, "InvalidSignatureException", message);

const basic = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
