import { writeFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import path from "node:path";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { ownAccount } from "./accounts.js";
import { faults } from "./faults/index.js";
import { freshEndpoint } from "./freshEndpoint.js";
import { places } from "./iamActions.js";
import { largePackage, type SourcesBed } from "./sourcesBed.js";
import type { NewFunction } from "./strictLambda/index.js";
import { webIdentityToken } from "./strictSts/strictSts.js";

export type CodeName = "one" | "two";

/** One way to use an argument, and the rows of docs/permissions.md that together say what it needs. */
export interface Scenario {
  title: string;
  /** Besides the row of every resource. */
  rows: string[];
  function?: Partial<NewFunction>;
  arrange?: (bed: SourcesBed) => void;
  /** The arguments with which this code is deployed, called anew for each run. */
  args: (bed: SourcesBed, code: CodeName) => PropertyBag;
  /** What the resource class adds at a preview, and takes away for the up. */
  atPreview?: PropertyBag;
}

const { bucket, stagingBucket, sourceName } = places;
const repository = `${ownAccount}.dkr.ecr.us-east-1.amazonaws.com/team/orders`;
const roleArn = `arn:aws:iam::${ownAccount}:role/deployer`;

export function zipOnDisk(bed: SourcesBed, code: CodeName): PropertyBag {
  return { code: bed[code].path };
}

function putObject(bed: SourcesBed, code: CodeName): string {
  return bed.lambda.s3.putObject(bucket, "api.zip", bed.zip(code).bytes);
}

function bucketWithVersions(bed: SourcesBed): void {
  bed.lambda.s3.createBucket(bucket, "us-east-1");
}

function sourceWithVersions(bed: SourcesBed): void {
  bed.lambda.createFunction({ name: sourceName, code: bed.zip("one").bytes, publish: true });
  bed.lambda.deployBehindBack(sourceName, bed.zip("two").bytes, { publish: true });
}

/** A scenario or more for each row of the page. */
export const scenarios: Scenario[] = [
  { title: "a package", rows: [], args: zipOnDisk },
  {
    title: "publish, with an answer to PublishVersion that is lost",
    rows: ["publish"],
    arrange: (bed) => {
      // Where the function runs the code already there is no update to publish with.
      bed.lambda.deployBehindBack(places.functionName, bed.zip("one").bytes);
      bed.proxy.inject("PublishVersion", faults.resetAfter());
    },
    args: (bed, code) => ({ ...zipOnDisk(bed, code), publish: true }),
  },
  { title: "showFiles", rows: ["showFiles"], args: zipOnDisk, atPreview: { showFiles: true } },
  {
    title: 'dryRun: "preview"',
    rows: ['dryRun: "preview"'],
    args: zipOnDisk,
    atPreview: { dryRun: "preview" },
  },
  {
    title: "an object in a bucket with versions",
    rows: ["s3Bucket, s3Key"],
    arrange: bucketWithVersions,
    args: (bed, code) => {
      putObject(bed, code);
      return { s3Bucket: bucket, s3Key: "api.zip" };
    },
  },
  {
    title: "a version of an object",
    rows: ["s3Bucket, s3Key, s3ObjectVersion"],
    arrange: bucketWithVersions,
    args: (bed, code) => ({ s3Bucket: bucket, s3Key: "api.zip", s3ObjectVersion: putObject(bed, code) }),
  },
  {
    title: "a package over 50 MiB through stagingBucket",
    rows: ["stagingBucket"],
    arrange: (bed) => {
      bed.lambda.s3.createBucket(stagingBucket, "us-east-1", { owner: ownAccount });
      bed.file("large.zip", largePackage());
    },
    args: (bed, code) => ({
      ...(code === "one" ? { code: path.join(bed.folder, "large.zip") } : zipOnDisk(bed, code)),
      stagingBucket,
    }),
  },
  {
    title: "an image by its tag",
    rows: ["imageUri"],
    function: { packageType: "Image" },
    args: (bed, code) => ({ imageUri: bed.lambda.images.push(repository, code).uri }),
  },
  {
    title: "an image by its digest",
    rows: ["imageUri"],
    function: { packageType: "Image" },
    args: (bed, code) => ({ imageUri: bed.lambda.images.push(repository, code).resolvedUri }),
  },
  {
    title: "another function as it is",
    rows: ["sourceFunction"],
    arrange: sourceWithVersions,
    args: (bed, code) => {
      bed.lambda.deployBehindBack(sourceName, bed.zip(code).bytes);
      return { sourceFunction: { functionName: sourceName } };
    },
  },
  {
    title: "a version of another function",
    rows: ["sourceFunction"],
    arrange: sourceWithVersions,
    args: (_bed, code) => ({
      sourceFunction: { functionName: sourceName, qualifier: code === "one" ? "1" : "2" },
    }),
  },
  {
    title: "sourceKmsKeyArn",
    rows: ["sourceKmsKeyArn"],
    args: (bed, code) => ({
      ...zipOnDisk(bed, code),
      sourceKmsKeyArn: `arn:aws:kms:us-east-1:${ownAccount}:key/12345678-1234-1234-1234-123456789012`,
    }),
  },
  {
    title: "aws.assumeRoles",
    rows: ["aws.assumeRoles", "showFiles"],
    // A role is assumed once in a process: for each run to do so, each has an endpoint of its own.
    args: (bed, code) => ({ ...zipOnDisk(bed, code), aws: assuming(bed) }),
    atPreview: { showFiles: true },
  },
];

/** The settings with a role that no client has assumed yet. */
export function assuming(bed: SourcesBed): PropertyBag {
  return bed.aws({ endpoint: freshEndpoint(bed.proxy.url), assumeRoles: [{ roleArn }] });
}

type Extra = (bed: SourcesBed) => PropertyBag;

/** Values of the arguments that need nothing more than the rows for `code` and `publish`. */
export const needingNothing: Record<string, Extra> = {
  ignore: (bed) => ({ code: bed.dir("app", { "index.js": Buffer.from("one") }), ignore: ["*.map"] }),
  links: (bed) => ({ code: bed.dir("app", { "index.js": Buffer.from("one") }), links: "follow" }),
  codeSha256: (bed) => ({ codeSha256: bed.zip("one").hash }),
  architectures: () => ({ architectures: ["arm64"] }),
  publishTo: () => ({ publish: true, publishTo: "LATEST_PUBLISHED" }),
  versionDescription: () => ({ publish: true, versionDescription: "release 7" }),
  triggers: () => ({ publish: true, triggers: "a digest" }),
  expectedRevisionId: (bed) => ({ expectedRevisionId: bed.function.revisionId }),
  "dryRun: true": () => ({ dryRun: true }),
  onForeignChange: () => ({ onForeignChange: "overwrite" }),
  timeoutSeconds: () => ({ timeoutSeconds: 60 }),
  recordEnvironment: () => ({ recordEnvironment: true }),
  "aws.region": (bed) => ({ aws: bed.aws({ region: "us-east-1" }) }),
  "aws.profile": (bed) => ({ aws: bed.aws({ profile: "deployer" }) }),
  "aws.sharedConfigFiles": (bed) => ({ aws: bed.aws({ sharedConfigFiles: [emptyFile(bed)] }) }),
  "aws.sharedCredentialsFiles": (bed) => ({ aws: bed.aws({ sharedCredentialsFiles: [emptyFile(bed)] }) }),
  "aws.assumeRoleWithWebIdentity": (bed) => ({
    aws: bed.aws({
      endpoints: { sts: bed.proxy.url },
      assumeRoleWithWebIdentity: { roleArn: `arn:aws:iam::${ownAccount}:role/ci`, webIdentityToken },
    }),
  }),
  "aws.useFipsEndpoint": (bed) => ({ aws: bed.aws({ useFipsEndpoint: false }) }),
  "aws.useDualstackEndpoint": (bed) => ({ aws: bed.aws({ useDualstackEndpoint: false }) }),
  "aws.s3UsePathStyle": (bed) => ({ aws: bed.aws({ s3UsePathStyle: true }) }),
  "aws.stsRegion": (bed) => ({ aws: bed.aws({ stsRegion: "us-east-1" }) }),
  "aws.httpProxy": (bed) => ({ aws: bed.aws({ httpProxy: "http://127.0.0.1:1", noProxy: "127.0.0.1" }) }),
  "aws.httpsProxy": (bed) => ({ aws: bed.aws({ httpsProxy: "http://127.0.0.1:1" }) }),
  "aws.noProxy": (bed) => ({ aws: bed.aws({ noProxy: "127.0.0.1" }) }),
  "aws.customCaBundle": (bed) => ({ aws: bed.aws({ customCaBundle: certificates(bed) }) }),
  "aws.endpoint": (bed) => ({ aws: bed.aws({ endpoint: freshEndpoint(bed.proxy.url) }) }),
  "aws.endpoints": (bed) => ({ aws: bed.aws({ endpoints: { s3: bed.proxy.url } }) }),
  "aws.allowedAccountIds": (bed) => ({ aws: bed.aws({ allowedAccountIds: [ownAccount] }) }),
  "aws.forbiddenAccountIds": (bed) => ({ aws: bed.aws({ forbiddenAccountIds: ["333333333333"] }) }),
};

function emptyFile(bed: SourcesBed): string {
  return write(bed, "empty.ini", "");
}

/** Those that Node trusts anyway. */
function certificates(bed: SourcesBed): string {
  return write(bed, "certificates.pem", rootCertificates.join("\n"));
}

function write(bed: SourcesBed, name: string, text: string): string {
  const file = path.join(bed.folder, name);
  writeFileSync(file, text);
  return file;
}
