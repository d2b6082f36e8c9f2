import { createHash } from "node:crypto";
import { accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { systemClock } from "#lib/ground/clock.js";
import { CapturedLog } from "./capturedLog.js";
import { StrictLambda } from "./strictLambda/index.js";
import { ssoToken } from "./strictSso/strictSso.js";

/** Who called, as the signature has it. */
export interface SeenCaller {
  accessKeyId: string;
  account: string;
  region: string;
}

/** A strict Lambda, with STS and SSO beside it, that tells who called it. */
export class CallerBed {
  readonly log = new CapturedLog();

  private constructor(readonly server: StrictLambda) {}

  static async start(accounts?: Record<string, string>): Promise<CallerBed> {
    const server = await StrictLambda.start({ accounts });
    server.createFunction({ name: "orders-api" });
    return new CallerBed(server);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Lambda and STS of this server. */
  get here(): AwsInputs {
    return { region: "us-east-1", endpoint: this.server.url, endpoints: { sts: this.server.url } };
  }

  /** Reads the function: throws what people would see, else answers who it was. */
  async call(aws: AwsInputs): Promise<SeenCaller> {
    const deadline = { atMs: Date.now() + 15_000 };
    const settings = { functionName: "orders-api", deadline, clock: systemClock, log: this.log };
    this.server.journal.clear();
    await new LambdaApi(lambdaClient(accessOf(aws, aws.region)), settings)
      .getFunction("orders-api")
      .catch((error: unknown) => {
        // Of a Region where no function is, the answer tells who asked all the same.
        if (this.server.journal.requests("GetFunction").length === 0) {
          throw error;
        }
      });
    const [seen] = this.server.journal.requests("GetFunction");
    return { accessKeyId: seen?.accessKeyId ?? "", account: seen?.account ?? "", region: seen?.region ?? "" };
  }

  /** What STS was asked during the last call. */
  assumed(): Record<string, unknown>[] {
    const { journal } = this.server;
    return [...journal.requests("AssumeRole"), ...journal.requests("AssumeRoleWithWebIdentity")].map(
      ({ body }) => body,
    );
  }
}

/** What `aws sso login` leaves in the home folder for a session or a start URL. */
export function ssoLogin(sessionOrUrl: string): [file: string, line: string] {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const name = createHash("sha1").update(sessionOrUrl).digest("hex");
  return [`.aws/sso/cache/${name}.json`, JSON.stringify({ accessToken: ssoToken, expiresAt })];
}
