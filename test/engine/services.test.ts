import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { EcrApi } from "#lib/aws/ecr/ecrApi.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { S3Api } from "#lib/aws/s3/s3Api.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { AwsFailure } from "#lib/ground/errors.js";
import { DrivenClock } from "../support/drivenClock.js";
import {
  account,
  emulatedServices,
  image,
  manifests,
  otherAccount,
  region,
  type Services,
  strictServices,
  zip,
} from "../support/engine/services.js";

const codeSha256 = codeSha256Of(zip);

describe("S3, ECR and STS", () => {
  for (const [name, start] of Object.entries({
    "the strict server": strictServices,
    "the emulator": emulatedServices,
  })) {
    describe(`as ${name} has them`, () => {
      let services: Services;
      let s3: S3Api;
      let ecr: EcrApi;
      const clock = new DrivenClock();

      const apisAs = (assumeRoles?: { roleArn: string }[]) => {
        const { url } = services;
        const access = accessOf({ endpoint: url, endpoints: { s3: url, ecr: url, sts: url }, assumeRoles }, region);
        const deadline = { atMs: clock.nowMs() + 600_000 };
        return {
          s3: new S3Api(s3Client(access), clock, "orders-api", deadline),
          ecr: new EcrApi(ecrClient(access, region), clock, "orders-api", deadline),
        };
      };

      before(async () => {
        // The emulator takes an access key of twelve digits for the account; the strict server knows one account.
        process.env.AWS_ACCESS_KEY_ID = account;
        process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
        services = await start();
        ({ s3, ecr } = apisAs());
      });

      after(() => services.stop());

      for (const [bucket, isVersioned] of [["versioned", true] as const, ["plain", false] as const]) {
        it(`store a package and know its hash, in a ${bucket} bucket`, async () => {
          const key = "team a/orders+1.zip";
          const upload = { bucket, key, body: () => chunksOf(zip), sizeBytes: zip.length, codeSha256 };
          const { versionId } = await s3.putObject(upload);
          expect(versionId !== undefined).to.equal(isVersioned);
          const head = await s3.headObject({ bucket, key });
          expect(head).to.include({ versionId, sizeBytes: zip.length, codeSha256 });
          expect(await s3.findObject({ bucket, key })).to.deep.equal(head);
        });

        it(`have the bytes of a ${bucket} object by version and by ETag`, async () => {
          const head = await s3.headObject({ bucket, key: "raw.zip" });
          expect(head).to.include({ sizeBytes: zip.length, codeSha256: undefined });
          expect(head.eTag).to.match(/^"[0-9a-f]{32}"$/);
          const { versionId } = head;
          const read = await s3.hashObject({ bucket, key: "raw.zip", versionId }, head.eTag);
          expect(read).to.deep.equal({ ...head, codeSha256 });
        });
      }

      const refusals: [string, () => Promise<unknown>, string, number][] = [
        ["no key", () => s3.headObject({ bucket: "versioned", key: "none.zip" }), "NoSuchKey", 404],
        ["no bucket", () => s3.headObject({ bucket: "nowhere", key: "raw.zip" }), "NoSuchBucket", 404],
        [
          "no version",
          () => s3.headObject({ bucket: "versioned", key: "raw.zip", versionId: "v9" }),
          "NoSuchVersion",
          404,
        ],
        [
          "other content",
          () => s3.hashObject({ bucket: "plain", key: "raw.zip" }, `"${"0".repeat(32)}"`),
          "PreconditionFailed",
          412,
        ],
        ["another Region", () => s3.headObject({ bucket: "abroad", key: "raw.zip" }), "PermanentRedirect", 400],
        [
          "other bytes",
          () =>
            s3.putObject({
              bucket: "plain",
              key: "bad.zip",
              body: () => chunksOf(zip),
              sizeBytes: zip.length,
              codeSha256: codeSha256Of(Buffer.from("x")),
            }),
          "BadDigest",
          400,
        ],
        [
          "no bucket to store in",
          () =>
            s3.putObject({
              bucket: "nowhere",
              key: "bad.zip",
              body: () => chunksOf(zip),
              sizeBytes: zip.length,
              codeSha256,
            }),
          "NoSuchBucket",
          404,
        ],
        [
          "another account's bucket",
          () =>
            apisAs([{ roleArn: `arn:aws:iam::${otherAccount}:role/deployer` }]).s3.headObject({
              bucket: "plain",
              key: "raw.zip",
            }),
          "AccessDenied",
          403,
        ],
        ["no tag", () => ecr.resolveImage({ ...image, tag: "none" }), "ImageNotFound", 200],
        ["no digest", () => ecr.resolveImage({ ...image, digest: `sha256:${"0".repeat(64)}` }), "ImageNotFound", 200],
        ["no repository", () => ecr.resolveImage({ ...image, repository: "none" }), "RepositoryNotFoundException", 400],
      ];
      for (const [what, call, awsCode, httpStatus] of refusals) {
        it(`refuse ${what} with ${awsCode}`, async () => {
          const refusal = await call().catch((error: unknown) => error);
          expect(refusal).to.be.instanceOf(AwsFailure).and.to.include({ awsCode, httpStatus });
        });
      }

      it("find an object missing", async () => {
        expect(await s3.findObject({ bucket: "plain", key: "none.zip" })).to.equal(undefined);
      });

      it("resolve tags and digests of images and indexes", async () => {
        for (const [index, { digest, mediaType }] of manifests.entries()) {
          expect(await ecr.resolveImage({ ...image, tag: `v${index}` })).to.deep.equal({ digest, mediaType });
          expect(await ecr.resolveImage({ ...image, digest })).to.deep.equal({ digest, mediaType });
        }
      });
    });
  }
});

// eslint-disable-next-line @typescript-eslint/require-await
async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 10);
  yield bytes.subarray(10);
}
