// What a build does, as a command:
//   node tools/demo/package.mjs BUCKET KEY FOLDER   puts the files of a folder as a package into S3, with its SHA-256
// The bucket is made where there is none yet, with versions. It goes where the AWS SDK goes, as function.mjs does.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { zipSync } from "fflate";

// Here Node 20 is a choice, and the SDK's word about it would stand between the lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

try {
  const [bucket, key, folder] = process.argv.slice(2);
  if (!folder) throw new Error("usage: package.mjs BUCKET KEY FOLDER");
  console.log(await put(bucket, key, folder));
} catch (error) {
  console.error(`package.mjs ${process.argv.slice(2).join(" ")}: ${error.name}: ${error.message}`);
  process.exitCode = 1;
}

async function put(bucket, key, folder) {
  // An emulator has no name in DNS for each bucket.
  const s3 = new S3Client({ maxAttempts: 3, forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL) });
  const region = await s3.config.region();
  const place = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
  await s3.send(new CreateBucketCommand({ Bucket: bucket, ...place })).catch((error) => {
    if (error.name !== "BucketAlreadyOwnedByYou") throw error;
  });
  const VersioningConfiguration = { Status: "Enabled" };
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const zip = zipSync(await filesOf(folder), { mtime: "2020-01-01" });
  const ChecksumSHA256 = createHash("sha256").update(zip).digest("base64");
  const stored = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: zip, ChecksumSHA256 }));
  return `put s3://${bucket}/${key}, version ${stored.VersionId}, SHA-256 ${ChecksumSHA256}`;
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file)));
  return Object.fromEntries(files.map((file, index) => [path.relative(folder, file), contents[index]]));
}
