import { EcrApi } from "#lib/aws/ecr/ecrApi.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { S3Api } from "#lib/aws/s3/s3Api.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import type { ClientSettings } from "#lib/aws/lambda/lambdaClient.js";
import { DrivenClock } from "./drivenClock.js";
import { StrictLambda, zipOf } from "./strictLambda/index.js";

export const ownAccount = "111111111111";
export const otherAccount = "222222222222";
const accountOfKey = { AKIAOURS: ownAccount, AKIAOTHERS: otherAccount };

interface Whose extends Pick<ClientSettings, "assumeRoles"> {
  accessKeyId?: string;
  region?: string;
  /** The deadline, from now on. */
  seconds?: number;
}

/** The strict server with S3 and ECR as the library calls them, in driven time. */
export class AwsBed {
  readonly clock = new DrivenClock();
  readonly zip = zipOf({ "index.js": "exports.handler = async () => 1;" });

  private constructor(readonly server: StrictLambda) {}

  static async start(): Promise<AwsBed> {
    return new AwsBed(await StrictLambda.start({ accounts: accountOfKey }));
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  s3(whose: Whose = {}): S3Api {
    return new S3Api(s3Client(this.settings(whose)), this.clock, "orders-api", this.#deadline(whose));
  }

  ecr({ region = "us-east-1", ...whose }: Whose = {}): EcrApi {
    return new EcrApi(ecrClient(this.settings(whose), region), this.clock, "orders-api", this.#deadline(whose));
  }

  /** The library's own settings; credentials are those of the environment when a client is first used. */
  settings({ accessKeyId = "AKIAOURS", region = "us-east-1", assumeRoles }: Whose = {}): ClientSettings {
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    const { url } = this.server;
    // Clients and their credentials live as long as the process: another key needs settings of another spelling.
    return { region, assumeRoles, endpoint: `${url}/${accessKeyId}`, endpoints: { s3: url, ecr: url, sts: url } };
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

  #deadline({ seconds = 600 }: Whose) {
    return { atMs: this.clock.nowMs() + seconds * 1000 };
  }
}
