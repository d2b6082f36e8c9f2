import { createHash } from "node:crypto";
import { invalidParameter } from "./lambdaError.js";
import { imageCode, type PackageCode } from "./packageCode.js";

/** An image as its registry keeps it. */
export interface Image {
  digestHex: string;
  isIndex: boolean;
  mediaType: string;
}

const mediaTypes = {
  image: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
};

/** The registries that Lambda resolves image URIs in: tags point to digests, and may be moved. */
export class Images {
  readonly #digests = new Map<string, Image>();
  readonly #repositories = new Set<string>();
  readonly #guests = new Map<string, string[]>();

  /** Pushes an image and returns its digest, 64 hexadecimal digits, made from the repository and tag when not given. */
  push(
    repository: string,
    tag: string,
    image: { digestHex?: string; isIndex?: boolean; mediaType?: string } = {},
  ): { digestHex: string; uri: string; resolvedUri: string } {
    const digestHex = image.digestHex ?? createHash("sha256").update(`${repository}:${tag}`).digest("hex");
    const uri = `${repository}:${tag}`;
    const resolvedUri = `${repository}@sha256:${digestHex}`;
    const isIndex = image.isIndex ?? false;
    const entry = { digestHex, isIndex, mediaType: image.mediaType ?? mediaTypes[isIndex ? "index" : "image"] };
    this.#digests.set(uri, entry).set(resolvedUri, entry);
    this.#repositories.add(repository);
    return { digestHex, uri, resolvedUri };
  }

  /** Deletes a tag or, given by digest, the image. */
  delete(uri: string): void {
    this.#digests.delete(uri);
  }

  /** Lets another account ask ECR for a repository's images. */
  share(repository: string, account: string): void {
    this.#guests.set(repository, [...(this.#guests.get(repository) ?? []), account]);
  }

  isShared(repository: string, account: string): boolean {
    return this.#guests.get(repository)?.includes(account) ?? false;
  }

  hasRepository(repository: string): boolean {
    return this.#repositories.has(repository);
  }

  /** The image of a URI with its tag or digest. */
  find(uri: string): Image | undefined {
    return this.#digests.get(uri);
  }

  /** The code of an image URI; Lambda resolves a tag once, here, and never again. */
  resolve(uri: string): PackageCode {
    const entry = this.find(/[:@][^/]*$/.test(uri) ? uri : `${uri}:latest`);
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
