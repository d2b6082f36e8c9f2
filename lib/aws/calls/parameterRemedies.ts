// Lambda has one code for most of what can be wrong with an update; only its words tell what to do. Those of S3 and ECR
// come with AccessDeniedException as well. Recorded from AWS, and from public deployment logs.
const remedies: [RegExp, string][] = [
  [/Could not unzip|non-empty zip/, "Make the .zip anew: Lambda cannot read it."],
  [
    /Unzipped size|combined with layers/,
    "Make the package smaller: Lambda takes at most 250 MiB unzipped, layers included.",
  ],
  [
    /Please provide ImageUri when updating/,
    "The function's package type is Image and cannot change: code of a .zip or folder needs a Zip function.",
  ],
  [
    /Please don't provide ImageUri when updating/,
    "The function's package type is Zip and cannot change: an image needs an Image function.",
  ],
  [/S3 Error Code: NoSuchKey/, "Upload the object again, or correct s3Bucket and s3Key."],
  [/S3 Error Code: NoSuchVersion/, "Correct s3ObjectVersion: the bucket has no such version of the object."],
  [/S3 Error Code: NoSuchBucket/, "Correct s3Bucket: no bucket has that name."],
  [
    /S3 Error Code: PermanentRedirect/,
    "Lambda takes only objects of the function's Region: copy the object to a bucket there.",
  ],
  [
    /denied by S3|S3 Error Code: AccessDenied/,
    "Allow s3:GetObject on the object to the identity that deploys, s3:GetObjectVersion for a version, kms:Decrypt on its key if it is encrypted by one of your own.",
  ],
  [/Source image .* does not exist/, "Push the image again, or correct imageUri."],
  [
    /media type for the source image/,
    "Lambda takes a single image and no index: build it with `docker buildx build --provenance=false --platform linux/<arch>`.",
  ],
  [
    /permission to access the ECR image/,
    "Give the repository a policy that allows lambda.amazonaws.com ecr:BatchGetImage and ecr:GetDownloadUrlForLayer.",
  ],
  [/CodeSHA256/, "Somebody deployed other code meanwhile: run `pulumi refresh`, then `pulumi up`."],
  [
    /\bKMS\b|\bkms:/,
    "Check that the key is enabled and of the function's Region, and allow kms:Decrypt and kms:GenerateDataKey on it to the identity that deploys.",
  ],
];

/** What to do about what Lambda finds wrong with the code, by its words; undefined where they are not known. */
export function parameterRemedy(awsMessage: string): string | undefined {
  return remedies.find(([words]) => words.test(awsMessage))?.[1];
}
