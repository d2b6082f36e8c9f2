import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { provider } from "#lib/program/providerStub.js";
import { releaseStub } from "#lib/program/releaseStub.js";
import { DynamicHost, type HostOptions } from "./dynamicHost.js";
import { PluginHost, type PluginOptions } from "./pluginHost.js";
import type { ProviderHost } from "./providerHost.js";
import { repositoryRoot } from "./repositoryRoot.js";
import { StrictLambda } from "./strictLambda/index.js";

/** The two ways in which the engine comes to the same core. */
export const faces = ["dynamic", "plugin"] as const;
export type Face = (typeof faces)[number];

/** A release, as the plugin is told of one. */
export const releaseUrn = "urn:pulumi:test::host-tests::lambdacode:index:FunctionRelease::live";

/** Our provider, in Pulumi's real host or as the plugin, beside a strict Lambda, with a folder that relative paths of code start from. */
export class HostedProvider {
  private readonly hosts: ProviderHost[] = [];

  private constructor(
    readonly face: Face,
    readonly lambda: StrictLambda,
    readonly folder: string,
  ) {}

  static async start(face: Face = "dynamic"): Promise<HostedProvider> {
    const parent = path.join(repositoryRoot, ".cache", "host-tests");
    mkdirSync(parent, { recursive: true });
    return new HostedProvider(face, await StrictLambda.start(), mkdtempSync(path.join(parent, "program-")));
  }

  /** A process of its own, as the engine starts one for each operation. */
  async host(options: Partial<HostOptions & PluginOptions> = {}): Promise<ProviderHost> {
    return this.face === "plugin"
      ? this.plugin(options)
      : this.add(DynamicHost.start({ provider, ...this.within(options) }));
  }

  /** The same for a release. */
  async releaseHost(): Promise<ProviderHost> {
    return this.face === "plugin" ? this.plugin({ urn: releaseUrn }) : this.dynamicReleaseHost();
  }

  /** Pulumi's host, with what only it can do. */
  async dynamicReleaseHost(options: Partial<HostOptions> = {}): Promise<DynamicHost> {
    return this.add(DynamicHost.start({ provider: releaseStub, ...this.within(options) }));
  }

  /** The plugin's process, with what only it can do. */
  async plugin(options: PluginOptions = {}): Promise<PluginHost> {
    return this.add(PluginHost.start(this.within(options)));
  }

  private within<Options extends PluginOptions>(options: Options): Options {
    const env = {
      AWS_ENDPOINT_URL: this.lambda.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "TESTKEY",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    return { cwd: this.folder, ...options, env: { ...env, ...options.env } };
  }

  private async add<Host extends ProviderHost>(starting: Promise<Host>): Promise<Host> {
    const host = await starting;
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
