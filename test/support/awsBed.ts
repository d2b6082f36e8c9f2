import { type Access, accessOf } from "#lib/access/access.js";
import type { AssumeRole } from "#lib/access/awsInputs.js";
import { EcrApi } from "#lib/aws/ecr/ecrApi.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { S3Api } from "#lib/aws/s3/s3Api.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import { otherAccount, ownAccount } from "./accounts.js";
import { DrivenClock } from "./drivenClock.js";
import { DrivenTimeouts } from "./drivenTimeouts.js";
import { StrictLambda, zipOf } from "./strictLambda/index.js";

const accountOfKey = { AKIAOURS: ownAccount, AKIAOTHERS: otherAccount };

interface Whose {
  assumeRoles?: AssumeRole[];
  accessKeyId?: string;
  region?: string;
}

/** The strict server with S3 and ECR as the library calls them, in driven time. */
export class AwsBed {
  readonly clock = new DrivenClock();
  readonly timeouts = new DrivenTimeouts(this.clock);
  readonly zip = zipOf({ "index.js": "exports.handler = async () => 1;" });

  private constructor(readonly server: StrictLambda) {}

  static async start(): Promise<AwsBed> {
    return new AwsBed(await StrictLambda.start({ accounts: accountOfKey }));
  }

  async stop(): Promise<void> {
    this.timeouts.restore();
    await this.server.stop();
  }

  s3(whose: Whose = {}): S3Api {
    return new S3Api(s3Client(this.access(whose)), this.clock, "orders-api", this.#deadline());
  }

  ecr({ region = "us-east-1", ...whose }: Whose = {}): EcrApi {
    return new EcrApi(ecrClient(this.access(whose), region), this.clock, "orders-api", this.#deadline());
  }

  /** As the library has it; credentials are those of the environment when a client is first used. */
  access({ accessKeyId = "AKIAOURS", region = "us-east-1", assumeRoles }: Whose = {}): Access {
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    const { url } = this.server;
    // Clients and their credentials live as long as the process: another key needs an endpoint of another spelling.
    const endpoints = { s3: url, ecr: url, sts: url };
    return accessOf({ assumeRoles, endpoint: `${url}/${accessKeyId}`, endpoints }, region);
  }

  /** What was asked since the last call: an operation a line, with its version or range. */
  requests(): string[] {
    const lines = this.server.journal.requests().map(({ operation, body }) => {
      const { VersionId, Range, IfMatch } = body as Record<string, string | undefined>;
      return [operation, VersionId, Range, IfMatch && "if-match"].filter(Boolean).join(" ");
    });
    this.server.journal.clear();
    return lines;
  }

  #deadline() {
    return { atMs: this.clock.nowMs() + 600_000 };
  }
}
