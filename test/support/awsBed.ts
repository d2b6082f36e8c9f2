import { ECRClient } from "@aws-sdk/client-ecr";
import { S3Client } from "@aws-sdk/client-s3";
import { EcrApi } from "#lib/aws/ecrApi.js";
import { S3Api } from "#lib/aws/s3Api.js";
import { DrivenClock } from "./drivenClock.js";
import { StrictLambda, zipOf } from "./strictLambda/index.js";

export const ownAccount = "111111111111";
export const otherAccount = "222222222222";
const keys = { [ownAccount]: "AKIAOURS", [otherAccount]: "AKIAOTHERS" };

/** The strict server with S3 and ECR as the library calls them, in driven time. */
export class AwsBed {
  readonly zip = zipOf({ "index.js": "exports.handler = async () => 1;" });
  readonly #clients: { destroy(): void }[] = [];

  private constructor(
    readonly clock: DrivenClock,
    readonly server: StrictLambda,
  ) {}

  static async start(): Promise<AwsBed> {
    const clock = new DrivenClock();
    const accounts = Object.fromEntries(Object.entries(keys).map(([account, key]) => [key, account]));
    return new AwsBed(clock, await StrictLambda.start({ clock, accounts }));
  }

  async stop(): Promise<void> {
    this.#clients.forEach((client) => {
      client.destroy();
    });
    await this.server.stop();
  }

  s3({ account = ownAccount, region = "us-east-1", seconds = 600, url = this.server.url } = {}): S3Api {
    const client = new S3Client({
      ...this.#config(account, region, url),
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
    this.#clients.push(client);
    return new S3Api(client, this.clock, "orders-api", { atMs: this.clock.nowMs() + seconds * 1000 });
  }

  ecr({ account = ownAccount, region = "us-east-1", seconds = 600 } = {}): EcrApi {
    const client = new ECRClient(this.#config(account, region, this.server.url));
    this.#clients.push(client);
    return new EcrApi(client, this.clock, "orders-api", { atMs: this.clock.nowMs() + seconds * 1000 });
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

  #config(account: keyof typeof keys | string, region: string, endpoint: string) {
    const accessKeyId = (keys as Record<string, string>)[account] ?? "AKIANOBODY";
    return { endpoint, region, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: "not-a-real-key" } };
  }
}
