import { createHash } from "node:crypto";
import { invalidParameter } from "./lambdaError.js";
import { imageCode, type PackageCode } from "./packageCode.js";

/** The registry that Lambda resolves image URIs in: tags point to digests, and may be moved. */
export class Images {
  readonly #digests = new Map<string, { digestHex: string; isIndex: boolean }>();

  /** Pushes an image and returns its digest, 64 hexadecimal digits, made from the repository and tag when not given. */
  push(
    repository: string,
    tag: string,
    image: { digestHex?: string; isIndex?: boolean } = {},
  ): { digestHex: string; uri: string; resolvedUri: string } {
    const digestHex = image.digestHex ?? createHash("sha256").update(`${repository}:${tag}`).digest("hex");
    const uri = `${repository}:${tag}`;
    const resolvedUri = `${repository}@sha256:${digestHex}`;
    const entry = { digestHex, isIndex: image.isIndex ?? false };
    this.#digests.set(uri, entry).set(resolvedUri, entry);
    return { digestHex, uri, resolvedUri };
  }

  /** Deletes a tag or, given by digest, the image. */
  delete(uri: string): void {
    this.#digests.delete(uri);
  }

  /** The code of an image URI; Lambda resolves a tag once, here, and never again. */
  resolve(uri: string): PackageCode {
    const entry = this.#digests.get(/[:@][^/]*$/.test(uri) ? uri : `${uri}:latest`);
    if (entry === undefined) {
      throw invalidParameter(`Source image ${uri} does not exist. Provide a valid source image.`);
    }
    if (entry.isIndex) {
      throw invalidParameter(
        `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
      );
    }
    return imageCode(uri, uri.replace(/(@sha256)?:[^/]*$/, ""), entry.digestHex);
  }
}
