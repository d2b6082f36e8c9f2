import { ownAccount } from "./accounts.js";
import { SourcesBed } from "./sourcesBed.js";
import { startServers } from "./strictBed.js";

const name = "orders-image";
export const repository = `${ownAccount}.dkr.ecr.us-east-1.amazonaws.com/orders-api`;
export const [digestA, digestB, digestC] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];

/** The arguments that deploy the image. */
export const args = { imageUri: `${repository}:release` };

/** A function that runs images, beside one that runs packages, and an image with `digestA` under the tag `release`. */
export class ImageBed extends SourcesBed {
  static override async start(): Promise<ImageBed> {
    const servers = await startServers();
    servers.lambda.createFunction({ name, packageType: "Image" });
    const bed = new ImageBed(servers, name);
    bed.push(digestA);
    return bed;
  }

  push(digestHex: string, tag = "release", isIndex = false) {
    return this.lambda.images.push(repository, tag, { digestHex, isIndex });
  }

  /** The images that updates named. */
  sentUris(): unknown[] {
    return this.sent("UpdateFunctionCode").map(({ ImageUri }) => ImageUri);
  }
}
