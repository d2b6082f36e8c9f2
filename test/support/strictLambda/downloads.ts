import type { ServerResponse } from "node:http";
import type { Identifiers } from "./identifiers.js";

const lifetimeMs = 10 * 60 * 1000;

/** The presigned URLs of GetFunction's Code.Location: each serves the very bytes it was made for, for 10 minutes. */
export class Downloads {
  /** Where the server listens, known once it does. */
  baseUrl = "";
  /** How many downloads were asked for; they are no requests of the API, and not in the journal. */
  count = 0;
  /** Whether each download is answered as if its credentials had run out. */
  isRefusing = false;
  readonly #ids: Identifiers;
  readonly #nowMs: () => number;
  readonly #served = new Map<string, { bytes: Buffer; expiresMs: number }>();

  constructor(ids: Identifiers, nowMs: () => number) {
    this.#ids = ids;
    this.#nowMs = nowMs;
  }

  /** A URL that is a credential, as AWS's is: whoever has it gets the code. */
  presign(account: string, name: string, bytes: Buffer, extension = ""): string {
    const id = this.#ids.next("download");
    const path = `/snapshots/${account}/${name}-${id}${extension}`;
    this.#served.set(path, { bytes, expiresMs: this.#nowMs() + lifetimeMs });
    const date = new Date(this.#nowMs()).toISOString().replace(/[-:]|\.\d+/g, "");
    const query = new URLSearchParams({
      versionId: id.slice(0, 8),
      "X-Amz-Security-Token": `presigned-token-${id}`,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Date": date,
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Expires": "600",
      "X-Amz-Credential": `ASIAPRESIGNED/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
      "X-Amz-Signature": id.replaceAll("-", "").repeat(2),
    });
    return `${this.baseUrl}${path}?${query.toString()}`;
  }

  isDownload(path: string): boolean {
    return path.startsWith("/snapshots/");
  }

  /** Answers as S3 does: the bytes, the end of them, or a refusal. */
  answer(pathname: string, range: string | undefined, response: ServerResponse): void {
    const found = this.#get(pathname);
    if (typeof found === "number") {
      response.writeHead(found, { "Content-Type": "application/xml" });
      response.end(`<Error><Code>${found === 403 ? "AccessDenied" : "NoSuchKey"}</Code></Error>`);
      return;
    }
    // S3 answers the end of an object, and the whole to what is no such range.
    const endBytes = Number(/^bytes=-(\d+)$/.exec(range ?? "")?.[1] ?? found.length);
    const part = found.subarray(Math.max(0, found.length - endBytes));
    const headers = { "Content-Type": "application/zip", "Content-Length": part.length };
    if (part.length === found.length) {
      response.writeHead(200, headers);
    } else {
      const first = found.length - part.length;
      response.writeHead(206, { ...headers, "Content-Range": `bytes ${first}-${found.length - 1}/${found.length}` });
    }
    response.end(part);
  }

  /** The bytes, or the status with which S3 refuses: unknown or expired. */
  #get(path: string): Buffer | 403 | 404 {
    this.count += 1;
    const found = this.#served.get(path);
    if (found === undefined) {
      return 404;
    }
    return this.isRefusing || this.#nowMs() > found.expiresMs ? 403 : found.bytes;
  }
}
