import { type Package, SourcesBed } from "./sourcesBed.js";
import { startServers } from "./strictBed.js";

export const bucket = "releases";
export const key = "orders/api.zip";

/** The arguments that deploy the package. */
export const args = { s3Bucket: bucket, s3Key: key };

/** A function whose package lies in S3, in a bucket that is made by the first upload. */
export class S3Bed extends SourcesBed {
  static override async start(): Promise<S3Bed> {
    return new S3Bed(await startServers());
  }

  /** Uploads a package; answers the version of the object. */
  put({ bytes }: Package, withSha256 = true, to = key): string {
    return this.lambda.s3.putObject(bucket, to, bytes, { withSha256 });
  }
}
