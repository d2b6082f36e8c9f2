import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { StrictLambda, zipOf } from "../strictLambda/index.js";
import { startEmulator } from "./tools.js";

export const account = "111111111111";
export const otherAccount = "222222222222";
export const region = "us-east-1";
export const zip = zipOf();
export const image = { registryId: account, repository: "team/orders" };

/** What is pushed under the tags v0 and v1. */
export const manifests = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"].map(
  (mediaType) => {
    const text = JSON.stringify({ schemaVersion: 2, mediaType });
    return { mediaType, text, digest: `sha256:${hexOf(text)}` };
  },
);

/** Where S3, ECR and STS are, with the same buckets and images in each. */
export interface Services {
  url: string;
  stop(): Promise<void>;
}

/** The buckets and images on our own server. */
export async function strictServices(): Promise<Services> {
  const server = await StrictLambda.start({ account });
  server.s3.createBucket("versioned", region);
  server.s3.createBucket("plain", region, { isVersioned: false, owner: account });
  server.s3.createBucket("abroad", "eu-west-1");
  server.s3.putObject("versioned", "raw.zip", zip);
  server.s3.putObject("plain", "raw.zip", zip);
  for (const [index, { digest, mediaType }] of manifests.entries()) {
    const repository = `${account}.dkr.ecr.${region}.amazonaws.com/${image.repository}`;
    server.images.push(repository, `v${index}`, { digestHex: digest.slice(7), mediaType });
  }
  return server;
}

/** The same on the emulator, by requests. */
export async function emulatedServices(): Promise<Services> {
  const emulator = await startEmulator();
  const credentials = { accessKeyId: account, secretAccessKey: "not-a-real-key" };
  const config = { endpoint: emulator.url, region, credentials };
  const s3 = new S3Client({ ...config, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
  const VersioningConfiguration = { Status: "Enabled" } as const;
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  for (const Bucket of ["versioned", "plain"]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }));
  for (const Bucket of ["versioned", "plain"]) {
    await s3.send(new PutObjectCommand({ Bucket, Key: "raw.zip", Body: zip }));
  }
  const abroad = new S3Client({ ...config, region: "eu-west-1", forcePathStyle: true });
  await abroad.send(new CreateBucketCommand({ Bucket: "abroad", CreateBucketConfiguration }));
  const ecr = new ECRClient(config);
  await ecr.send(new CreateRepositoryCommand({ repositoryName: image.repository }));
  for (const [index, { text, mediaType }] of manifests.entries()) {
    const manifest = { imageManifest: text, imageManifestMediaType: mediaType };
    await ecr.send(new PutImageCommand({ repositoryName: image.repository, imageTag: `v${index}`, ...manifest }));
  }
  [s3, abroad, ecr].forEach((client) => {
    client.destroy();
  });
  return emulator;
}

function hexOf(text: string): string {
  return Buffer.from(codeSha256Of(Buffer.from(text)), "base64").toString("hex");
}
