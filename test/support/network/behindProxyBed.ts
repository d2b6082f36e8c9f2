import { writeFileSync } from "node:fs";
import path from "node:path";
import { StrictLambda } from "../strictLambda/index.js";
import { newAuthority } from "./certificates.js";
import { type ForwardProxy, startForwardProxy } from "./forwardProxy.js";
import { startTlsFront, type TlsFront } from "./tlsFront.js";

const user = "build";
// Each character but the first is one that a URL has otherwise.
export const proxyPassword = "p@ss:w/rd%";

/**
 * A company's network: AWS's own names lead nowhere but through a proxy that asks for a password, and what answers there
 * has certificates of an authority of its own. Behind it is the strict server, over TLS.
 */
export class BehindProxyBed {
  private constructor(
    readonly server: StrictLambda,
    private readonly front: TlsFront,
    readonly proxy: ForwardProxy,
    /** The authority's certificate. */
    readonly caFile: string,
  ) {}

  /** `folder` is for the authority's certificate. */
  static async start(folder: string): Promise<BehindProxyBed> {
    const ofServices = ["", "s3."].map((service) => `*.${service}us-east-1.amazonaws.com`);
    const names = [...ofServices, "api.ecr.us-east-1.amazonaws.com", "portal.sso.eu-west-2.amazonaws.com"];
    const { authority, server } = await newAuthority(...names, "downloads.example.test");
    const lambda = await StrictLambda.start();
    lambda.createFunction({ name: "orders-api" });
    // Where Lambda's own presigned addresses are.
    lambda.downloads.baseUrl = "https://awslambda-us-east-1-tasks.s3.us-east-1.amazonaws.com";
    const front = await startTlsFront(lambda.url, server);
    const proxy = await startForwardProxy({ user, password: proxyPassword, tunnelsEndAt: front });
    const caFile = path.join(folder, "authority.pem");
    writeFileSync(caFile, authority.cert);
    return new BehindProxyBed(lambda, front, proxy, caFile);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.front.stop();
    await this.server.stop();
  }
}
