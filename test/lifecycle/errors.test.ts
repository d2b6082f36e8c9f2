import { expect } from "chai";
import { ErrorBed } from "../support/errorBed.js";
import {
  busy,
  invalid,
  notFound,
  rate,
  serviceFailure,
  stale,
  storage,
  unauthorized,
} from "../support/lambdaRefusals.js";
import type { Code } from "../support/code.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { expectToldWith, type Refusal } from "../support/refusals.js";
import type { Stack } from "../support/stack.js";

const updates: Refusal[] = [
  storage,
  {
    code: "CodeVerificationFailedException",
    status: 400,
    words:
      "Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept.",
    advice: /^Sign the package with a profile that the function's code signing configuration trusts\.$/,
  },
  {
    code: "InvalidCodeSignatureException",
    status: 400,
    words: "The code signature failed the integrity check.",
    advice: /^Sign the package again/,
  },
  {
    code: "CodeSigningConfigNotFoundException",
    status: 404,
    words: "The code signing configuration cannot be found.",
    advice: /^Give the function a code signing configuration that exists/,
  },
  invalid,
  stale,
  notFound,
  busy,
  serviceFailure,
  {
    code: "RequestEntityTooLargeException",
    status: 413,
    words: "Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation",
    advice: /^A direct upload takes at most 50 MiB zipped.* stagingBucket/,
  },
  {
    code: "ValidationException",
    status: 400,
    words: "1 validation error detected: Value 'mips' at 'architectures' failed to satisfy constraint",
    advice: /^Correct the argument that AWS names\.$/,
  },
  ...unauthorized("lambda:UpdateFunctionCode"),
];

const parameterWords: [string, RegExp][] = [
  ["Unzipped size must be smaller than 262144000 bytes", /at most 250 MiB unzipped/],
  [
    "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes.",
    /at most 250 MiB unzipped/,
  ],
  ["Please provide ImageUri when updating a function with packageType Image.", /package type is Image and cannot/],
  ["Please don't provide ImageUri when updating a function with packageType Zip.", /package type is Zip and cannot/],
  ["Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: gone.", /Upload the object .*s3Key/],
  ["Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: gone.", /s3Bucket/],
  ["Error occurred while GetObject. S3 Error Code: NoSuchVersion. S3 Error Message: gone.", /s3ObjectVersion/],
  ["Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: no.", /function's Region/],
  ["Error occurred while GetObject. S3 Error Code: AccessDenied. S3 Error Message: no.", /s3:GetObject/],
  ["Source image 1.dkr.ecr/orders:v1 does not exist. Provide a valid source image.", /^Push the image/],
  ["The image manifest or layer media type for the source image is not supported.", /--provenance=false/],
  ["Lambda does not have permission to access the ECR image. Check the ECR permissions.", /policy that allows lambda/],
  ["CodeSHA256 (a) is different from current CodeSHA256 in $LATEST (b).", /^Somebody deployed other code/],
  ["Lambda was unable to decrypt the package because KMS access was denied.", /kms:Decrypt/],
];

describe("an error of UpdateFunctionCode", () => {
  let errors: ErrorBed;
  let stack: Stack;
  let one: Code;
  let two: Code;

  beforeEach(async () => {
    errors = await ErrorBed.start();
    ({ stack, one, two } = errors);
  });
  afterEach(() => errors.stop());

  for (const refusal of updates) {
    it(`${refusal.code} to UpdateFunctionCode is told, leaves state as it is, and is over with the next up`, async () => {
      errors.refuse("UpdateFunctionCode", refusal);
      expectToldWith(
        await messageOfRejection(stack.up({ code: one.path })),
        "Updating the code of orders-api",
        refusal,
      );
      expect(stack.outputs).to.equal(undefined);
      await errors.recovers(one);
      const before = stack.outputs;
      errors.refuse("UpdateFunctionCode", refusal);
      expectToldWith(
        await messageOfRejection(stack.up({ code: two.path })),
        "Updating the code of orders-api",
        refusal,
      );
      expect(stack.outputs).to.equal(before);
      await errors.recovers(two);
    });
  }

  it("TooManyRequestsException to UpdateFunctionCode is told after half an hour, and is over with the next up", async () => {
    errors.refuse("UpdateFunctionCode", rate);
    expect(await messageOfRejection(stack.up({ code: one.path }))).to.match(
      /^Calling Lambda for orders-api: waited 18\d\d s .*last answer was TooManyRequestsException: Rate exceeded \(request id [\w-]+\)\. Run `pulumi up` again when fewer/,
    );
    expect(stack.outputs).to.equal(undefined);
    await errors.recovers(one);
  });

  it("ServiceException to UpdateFunctionCode is told where the deadline comes before another try", async () => {
    errors.refuse("UpdateFunctionCode", serviceFailure);
    const message = await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 3 }));
    expectToldWith(message, "Updating the code of orders-api", serviceFailure);
  });

  it("InvalidParameterValueException has its advice for each thing that Lambda finds wrong", async () => {
    for (const [words, advice] of parameterWords) {
      errors.refuse("UpdateFunctionCode", { ...invalid, words, advice });
      const message = await messageOfRejection(stack.up({ code: one.path }));
      expectToldWith(message, "Updating the code of orders-api", { ...invalid, words, advice });
      errors.proxy.clear();
    }
    await errors.recovers(one);
  });
});
