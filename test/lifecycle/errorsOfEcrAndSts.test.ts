import { expect } from "chai";
import { FaultProxy } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { StrictBed } from "../support/strictBed.js";
import { expectNoSecretIn, expectToldWith, jsonRefusal, queryRefusal, type Refusal } from "../support/refusals.js";
import type { Stack } from "../support/stack.js";

const signIn = /^Sign in again \(`aws sso login`/;
const unknownKey = /^The access key is not known to AWS/;
const words = "Something is wrong with it.";

const ofEcr: Refusal[] = [
  { code: "InvalidParameterException", status: 400, words, advice: /^Correct imageUri\.$/ },
  { code: "LimitExceededException", status: 400, words, advice: /^ECR's limit .*run again later\.$/ },
  { code: "RepositoryNotFoundException", status: 400, words, advice: /^Create the repository and push the image/ },
  { code: "ServerException", status: 500, words, advice: /^ECR itself failed: run `pulumi up` again\.$/ },
  { code: "UnableToGetUpstreamImageException", status: 400, words, advice: /upstream registry .*image is there/ },
  { code: "ThrottlingException", status: 400, words: "Rate exceeded", advice: /^ECR is asked too often/ },
  { code: "ExpiredTokenException", status: 400, words, advice: signIn },
  { code: "UnrecognizedClientException", status: 400, words, advice: unknownKey },
];

// Inside of an answer that is none of ECR's exceptions.
const failures: [string, RegExp][] = [
  ["ImageNotFound", /^Push the image first, or correct imageUri\.$/],
  ["ImageTagDoesNotMatchDigest", /^The tag points to another image by now/],
  ["InvalidImageDigest", /^Correct the digest/],
  ["InvalidImageTag", /^Correct the tag/],
  ["ImageInaccessible", /restore it, or push it anew/],
  ["KmsError", /^Allow kms:Decrypt on the repository's key/],
  ["UpstreamAccessDenied", /^Give the pull through cache credentials/],
  ["UpstreamTooManyRequests", /asked too often/],
  ["UpstreamUnavailable", /does not answer/],
];

const ofSts: Refusal[] = [
  { code: "AccessDenied", status: 403, words, advice: /^Allow sts:AssumeRole on the roles of aws\.assumeRoles/ },
  { code: "ExpiredTokenException", status: 400, words, advice: signIn },
  { code: "ExpiredToken", status: 403, words, advice: signIn },
  {
    code: "MalformedPolicyDocumentException",
    wireCode: "MalformedPolicyDocument",
    status: 400,
    words,
    advice: /^Correct the policy in aws\.assumeRoles\.$/,
  },
  {
    code: "PackedPolicyTooLargeException",
    wireCode: "PackedPolicyTooLarge",
    status: 400,
    words,
    advice: /^Make policy, policyArns and tags in aws\.assumeRoles smaller\.$/,
  },
  { code: "RegionDisabledException", status: 403, words, advice: /^Turn STS on in this Region/ },
  { code: "InvalidClientTokenId", status: 403, words, advice: unknownKey },
  { code: "SignatureDoesNotMatch", status: 403, words, advice: /^Check the secret key, and the clock/ },
  { code: "ValidationError", status: 400, words, advice: /^Correct the role in aws\.assumeRoles\.$/ },
  { code: "InternalFailure", status: 500, words, advice: /^AWS itself failed \(InternalFailure\)/ },
];

describe("an error of ECR", () => {
  let bed: StrictBed;
  let proxy: FaultProxy;
  let stack: Stack;
  const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/team/orders";
  const args = { imageUri: `${repository}:v1` };
  const looking = "imageUri: Looking at the image team/orders:v1 of registry 111111111111 for orders-api";

  beforeEach(async () => {
    bed = await StrictBed.start({ packageType: "Image" });
    bed.lambda.images.push(repository, "v1");
    proxy = await FaultProxy.start(bed.lambda.url);
    stack = bed.newStack({ aws: bed.aws({ endpoints: { ecr: proxy.url } }) });
  });
  afterEach(async () => {
    await proxy.stop();
    await bed.stop();
  });

  async function failsThePreview(refusal: Refusal): Promise<void> {
    expectToldWith(await messageOfRejection(stack.preview(args)), looking, refusal);
    expect(await messageOfRejection(stack.up(args))).to.contain(refusal.code);
    expect(stack.outputs).to.equal(undefined);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    proxy.clear();
    await stack.up(args);
    expect((await stack.up(args)).step).to.equal("same");
  }

  for (const refusal of ofEcr) {
    it(`${refusal.code} to BatchGetImage fails the preview, and is over with the next up`, async () => {
      proxy.inject("BatchGetImage", jsonRefusal(refusal), { times: Infinity });
      await failsThePreview(refusal);
    });
  }

  for (const [code, advice] of failures) {
    it(`${code} in an answer to BatchGetImage fails the preview, and is over with the next up`, async () => {
      const refusal = { code, status: 200, words, advice };
      const answer = jsonRefusal(refusal);
      const body = JSON.stringify({ images: [], failures: [{ failureCode: code, failureReason: words }] });
      proxy.inject("BatchGetImage", { ...answer, body } as typeof answer, { times: Infinity });
      await failsThePreview(refusal);
    });
  }
});

describe("an error of STS", () => {
  let bed: StrictBed;
  let proxy: FaultProxy;

  beforeEach(async () => {
    bed = await StrictBed.start();
    proxy = await FaultProxy.start(bed.lambda.url);
  });
  afterEach(async () => {
    await proxy.stop();
    await bed.stop();
  });

  for (const refusal of ofSts) {
    it(`${refusal.code} to AssumeRole is told, leaves state as it is, and is over with the next up`, async () => {
      const assumeRoles = [{ roleArn: "arn:aws:iam::111111111111:role/deployer" }];
      const stack = bed.newStack({ aws: bed.aws({ assumeRoles, endpoints: { sts: proxy.url } }) });
      const { path, hash } = bed.code("one");
      proxy.inject(/^POST \/$/, queryRefusal(refusal), { times: Infinity });
      expectToldWith(await messageOfRejection(stack.up({ code: path })), "Reading orders-api", refusal);
      expect(stack.outputs).to.equal(undefined);
      proxy.clear();
      await stack.up({ code: path });
      expect(bed.function.runningSha256).to.equal(hash);
      expectNoSecretIn(JSON.stringify([stack.inputs, stack.outputs]));
    });
  }
});
