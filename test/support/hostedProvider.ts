import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { provider } from "#lib/program/providerStub.js";
import { DynamicHost, type HostOptions } from "./dynamicHost.js";
import { repositoryRoot } from "./repositoryRoot.js";
import { StrictLambda } from "./strictLambda/index.js";

/** Our provider in Pulumi's real host, beside a strict Lambda, with a folder that relative paths of code start from. */
export class HostedProvider {
  private readonly hosts: DynamicHost[] = [];

  private constructor(
    readonly lambda: StrictLambda,
    readonly folder: string,
  ) {}

  static async start(): Promise<HostedProvider> {
    const parent = path.join(repositoryRoot, ".cache", "host-tests");
    mkdirSync(parent, { recursive: true });
    return new HostedProvider(await StrictLambda.start(), mkdtempSync(path.join(parent, "program-")));
  }

  /** A process of its own, as the engine starts one for each operation. */
  async host(options: Partial<HostOptions> = {}): Promise<DynamicHost> {
    const env = {
      AWS_ENDPOINT_URL: this.lambda.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "TESTKEY",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const host = await DynamicHost.start({ provider, cwd: this.folder, ...options, env: { ...env, ...options.env } });
    this.hosts.push(host);
    return host;
  }

  write(file: string, content: string | Uint8Array): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  async stop(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.lambda.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
