import { expect } from "chai";
import { ErrorBed } from "../support/errorBed.js";
import { faults } from "../support/faults/index.js";
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
import { placeholder } from "../support/strictBed.js";
import { expectToldWith, type Refusal } from "../support/refusals.js";
import type { Stack } from "../support/stack.js";
import { zipOf } from "../support/strictLambda/index.js";

describe("an error of Lambda's other operations", () => {
  let errors: ErrorBed;
  let stack: Stack;
  let one: Code;

  beforeEach(async () => {
    errors = await ErrorBed.start();
    ({ stack, one } = errors);
  });
  afterEach(() => errors.stop());

  const reads = [
    notFound,
    serviceFailure,
    rate,
    { ...invalid, words: "The derived qualifier does not match.", advice: /^Correct the argument/ },
  ];
  for (const refusal of [...reads, ...unauthorized("lambda:GetFunction")]) {
    it(`${refusal.code} to GetFunction is told, and state says how far the deploy came`, async () => {
      errors.refuse("GetFunction", refusal);
      expectToldWith(await messageOfRejection(stack.up({ code: one.path })), "Reading orders-api", refusal);
      expect(stack.outputs).to.equal(undefined);
      expect(errors.bed.lambda.journal.writes()).to.deep.equal([]);
      errors.proxy.clear();
      // The look after the update: Lambda has taken the code.
      errors.refuse("GetFunction", refusal, 2);
      expectToldWith(await messageOfRejection(stack.up({ code: one.path })), "Reading orders-api", refusal);
      expect(stack.outputs).to.include({ deployedCodeSha256: one.hash });
      await errors.recovers(one);
      expect(errors.bed.lambda.journal.writes()).to.have.lengthOf(1);
    });

    it(`${refusal.code} to GetFunction of a source function fails the preview`, async () => {
      errors.bed.lambda.createFunction({ name: "source", code: placeholder });
      const sourceFunction = { functionName: "source", aws: errors.bed.aws({ endpoint: errors.proxy.url }) };
      const args = { sourceFunction, aws: errors.bed.aws() };
      errors.refuse("GetFunction", refusal);
      expectToldWith(await messageOfRejection(stack.preview(args)), "sourceFunction: Reading source", refusal);
      expect(errors.bed.lambda.journal.writes()).to.deep.equal([]);
      errors.proxy.clear();
      expect(await stack.preview(args)).to.equal("create");
    });
  }

  it("Code.Error in an answer to GetFunction of a source function is told, and is over with the next up", async () => {
    const { bed, proxy } = errors;
    const { latest } = bed.lambda.createFunction({ name: "source", code: zipOf({ "index.js": "promoted" }) });
    const args = {
      sourceFunction: { functionName: "source", aws: bed.aws({ endpoint: proxy.url }) },
      aws: bed.aws(),
    };
    const Code = { Error: { ErrorCode: "KMSAccessDeniedException", Message: "The key may not be used." } };
    const body = JSON.stringify({ Configuration: latest.configuration, Code });
    // The look for the preview needs no code; the next one is the deploy's.
    const answer = { kind: "answer", acted: false, status: 200, headers: {}, body } as const;
    proxy.inject("GetFunction", answer, { nth: 2 });
    expect(await messageOfRejection(stack.up(args))).to.match(
      /^Deploying orders-api: Lambda gave no address for the code of \S+:source: KMSAccessDeniedException: The key may not be used\. Allow kms:Decrypt/,
    );
    expect(stack.outputs).to.equal(undefined);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(latest.code.sha256);
  });

  const published = { publish: true, versionDescription: "release" };
  const publishing: Refusal[] = [
    storage,
    stale,
    notFound,
    busy,
    serviceFailure,
    {
      code: "FunctionVersionsPerCapacityProviderLimitExceededException",
      status: 400,
      words: "The maximum number of function versions for the capacity provider was exceeded.",
      advice: /^Delete versions .*capacity provider/,
    },
    {
      ...invalid,
      words: "CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (y).",
      advice: /^Somebody deployed other code/,
    },
    ...unauthorized("lambda:PublishVersion"),
  ];
  for (const refusal of publishing) {
    it(`${refusal.code} to PublishVersion is told, keeps the deployed code in state, and the next up publishes it`, async () => {
      errors.refuse("PublishVersion", refusal);
      const message = await messageOfRejection(stack.up({ code: one.path, ...published }));
      expectToldWith(message, "Publishing a version of orders-api", refusal);
      expect(stack.outputs).to.include({ deployedCodeSha256: one.hash, version: "$LATEST" });
      expect(stack.outputs).not.to.have.property("publishedCodeSha256");
      await errors.recovers(one, published);
      expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
    });
  }

  it("TooManyRequestsException to PublishVersion is told after half an hour, and the next up publishes", async () => {
    errors.refuse("PublishVersion", rate);
    expect(await messageOfRejection(stack.up({ code: one.path, ...published }))).to.match(
      /last answer was TooManyRequestsException: Rate exceeded \(request id [\w-]+\)\. Run/,
    );
    expect(stack.outputs).to.include({ deployedCodeSha256: one.hash });
    await errors.recovers(one, published);
  });

  for (const refusal of [...reads, ...unauthorized("lambda:ListVersionsByFunction")]) {
    it(`${refusal.code} to ListVersionsByFunction is told, and the next up finds the version that was made`, async () => {
      errors.proxy.inject("PublishVersion", faults.resetAfter());
      errors.refuse("ListVersionsByFunction", refusal);
      const message = await messageOfRejection(stack.up({ code: one.path, ...published }));
      expectToldWith(message, "Listing the versions of orders-api", refusal);
      expect(stack.outputs).to.include({ deployedCodeSha256: one.hash, version: "$LATEST" });
      await errors.recovers(one, published);
      expect(errors.bed.function.versionNumbers).to.deep.equal(["1"]);
    });
  }
});
