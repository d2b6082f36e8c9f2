import { expect } from "chai";
import { functionRefOf } from "#lib/access/resolveAccess.js";
import { type InputName, inputNames, parseInputs, type PropertyBag } from "#lib/inputs/inputs.js";
import { unknownValue } from "#lib/ground/unknowns.js";

const common = {
  functionName: "orders-api",
  codeSha256: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
  publish: true,
  publishTo: "LATEST_PUBLISHED",
  versionDescription: "release 7",
  triggers: "0123abcd",
  architectures: ["arm64"],
  sourceKmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
  stagingBucket: { bucket: "packages", keyPrefix: "staged/", expectedBucketOwner: "123456789012" },
  expectedRevisionId: "8f1c2f0e",
  dryRun: true,
  timeoutSeconds: 30,
  onForeignChange: "fail",
  recordEnvironment: true,
  showFiles: true,
  aws: {
    region: "eu-west-1",
    profile: "prod",
    endpoint: "http://127.0.0.1:4566",
    endpoints: { s3: "http://127.0.0.1:4567" },
    allowedAccountIds: ["123456789012"],
  },
};
const good: PropertyBag = { ...common, code: "./dist", ignore: ["*.map"], links: "follow" };
const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const goodBags: PropertyBag[] = [
  good,
  { ...common, s3Bucket: "packages", s3Key: "a.zip", s3ObjectVersion: "v1", s3ObjectStorageMode: "REFERENCE" },
  {
    ...common,
    stagingBucket: undefined,
    sourceKmsKeyArn: undefined,
    codeSha256: digest,
    imageUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:${digest}`,
  },
  { ...common, sourceFunction: { functionName: "orders-staging", qualifier: "41", aws: { profile: "staging" } } },
];

const bad: Record<InputName, unknown> = {
  functionName: "no such name",
  code: 7,
  ignore: "*.map",
  links: "keep",
  s3Bucket: "a b",
  s3Key: "",
  s3ObjectVersion: 7,
  s3ObjectStorageMode: "MOVE",
  imageUri: "docker.io/library/node",
  sourceFunction: { functionName: "no such name" },
  codeSha256: "abc",
  publish: "yes",
  publishTo: "somewhere",
  versionDescription: "x".repeat(257),
  triggers: ["not digested"],
  architectures: ["x86_64", "arm64"],
  sourceKmsKeyArn: "alias/key",
  stagingBucket: { bucket: 7 },
  expectedRevisionId: "",
  dryRun: "perhaps",
  timeoutSeconds: 0,
  onForeignChange: "shout",
  recordEnvironment: "yes",
  showFiles: "all",
  aws: { region: 7 },
};

/** Good arguments that have this one among them. */
function goodWith(name: InputName): PropertyBag {
  return goodBags.find((bag) => bag[name] !== undefined) ?? {};
}

function reasonsFor(bag: PropertyBag): string[] {
  return parseInputs(bag).failures.map(({ reason }) => reason);
}

describe("inputs", () => {
  it("accepts every argument", () => {
    for (const bag of goodBags) {
      const { inputs, failures, unknown } = parseInputs(bag);
      expect(failures).to.deep.equal([]);
      expect([...unknown]).to.deep.equal([]);
      const { source, ...rest } = JSON.parse(JSON.stringify(inputs)) as PropertyBag;
      expect(bag).to.deep.include(rest);
      expect(source).to.have.property("kind");
    }
    expect(inputNames.every((name) => goodWith(name)[name] !== undefined)).to.equal(true);
  });

  it("needs just one source of code", () => {
    expect(reasonsFor({ functionName: "f" }).join()).to.match(/code is required, or another source/);
    const s3 = { s3Bucket: "packages", s3Key: "a.zip" };
    expect(reasonsFor({ functionName: "f", code: "a.zip", ...s3 }).join()).to.match(/code and s3Bucket are sources/);
    expect(reasonsFor({ functionName: "f", s3Bucket: "packages" }).join()).to.match(/s3Key is missing/);
    expect(reasonsFor({ functionName: "f", s3Key: "a.zip" }).join()).to.match(/s3Key is for s3Bucket/);
    expect(reasonsFor({ functionName: "f", ...s3, ignore: [] }).join()).to.match(/ignore is for code/);
    expect(reasonsFor({ functionName: "f", ...s3, links: "follow" }).join()).to.match(/links is for code/);
  });

  it("takes an image's digest, not the hash of a zip, for the pin of an image", () => {
    const image = { functionName: "f", imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:v1" };
    expect(parseInputs({ ...image, codeSha256: `sha256:${digest}` }).inputs.codeSha256).to.equal(digest);
    expect(reasonsFor({ ...image, codeSha256: common.codeSha256 }).join()).to.match(/codeSha256 must be the image's/);
  });

  it("needs functionName and code only, and fills the defaults", () => {
    const { inputs, failures } = parseInputs({ functionName: "f", code: "a.zip" });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.include({ publish: false, timeoutSeconds: 600, onForeignChange: "failUnseen" });
  });

  it("names functionName and code where they are missing, or null", () => {
    expect(reasonsFor({})).to.have.lengthOf(2);
    expect(reasonsFor({ functionName: null, code: null }).join()).to.match(
      /functionName is required.*code is required/s,
    );
  });

  for (const name of inputNames) {
    it(`refuses a wrong ${name} with a reason that begins with its name`, () => {
      const reasons = reasonsFor({ ...goodWith(name), [name]: bad[name] });
      expect(reasons.join("\n")).to.match(new RegExp(`^\\W?${name}`, "m"));
    });

    it(`passes over an unknown ${name}, and says that it is unknown`, () => {
      const { failures, unknown } = parseInputs({ ...goodWith(name), [name]: unknownValue });
      expect(failures).to.deep.equal([]);
      expect([...unknown]).to.deep.equal([name]);
    });
  }

  it("sees an unknown value inside a list or an object", () => {
    expect([...parseInputs({ ...good, ignore: ["a", unknownValue] }).unknown]).to.deep.equal(["ignore"]);
    expect([...parseInputs({ ...good, aws: { region: unknownValue } }).unknown]).to.deep.equal(["aws"]);
  });

  it("still checks the known parts of aws where another part is unknown", () => {
    expect(reasonsFor({ ...good, aws: { region: unknownValue, profile: 7 } }).join()).to.match(/aws\.profile/);
  });

  it("reports every problem at once", () => {
    const reasons = reasonsFor(bad).join("\n");
    for (const name of inputNames) {
      expect(reasons).to.match(new RegExp(`^\\W?${name}`, "m"));
    }
  });

  for (const name of inputNames) {
    it(`quotes no ${name} that is refused, for it may be a secret`, () => {
      // As a text, in a list, in an object under a key that is known, or is none; long, and with what looks like a URL.
      const secret = "s3cr3t value";
      const texts = [secret, secret.repeat(100), `https://${secret}`, `s3cr3t:${secret}`, `arn:aws:s3cr3t value:a`];
      const values = texts.flatMap((text) => [
        text,
        [text],
        { a: text },
        { functionName: text, qualifier: text, codeSha256: text, aws: { region: text, profile: [text] } },
        { bucket: text, keyPrefix: [text], expectedBucketOwner: text },
        { region: [text], endpoint: text, endpoints: { s3: text }, allowedAccountIds: [text], assumeRoles: [text] },
        { region: text, assumeRoles: [{ roleArn: text, externalId: [text], policy: [text], tags: text }] },
      ]);
      for (const value of values) {
        expect(reasonsFor({ ...goodWith(name), [name]: value }).join("\n")).not.to.match(/s3cr3t/);
      }
      expect(values.some((value) => reasonsFor({ ...goodWith(name), [name]: value }).length > 0)).to.equal(true);
    });
  }

  it("quotes the Region of aws only where it has the form of one", () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    const reasons = reasonsFor({
      ...common,
      functionName: arn,
      aws: { region: "s3cr3t" },
      sourceFunction: { functionName: arn, aws: { region: "s3cr3t" } },
    });
    expect(reasons.filter((reason) => reason.includes("us-east-1, but"))).to.have.length(2);
    expect(reasons.join()).not.to.include("s3cr3t");
  });

  it("quotes a number, and a function's name with its qualifier, for these tell the mistake", () => {
    expect(reasonsFor({ ...good, timeoutSeconds: -7 }).join()).to.include("from 1 to 86400 seconds, not -7");
    expect(reasonsFor({ ...good, functionName: "orders-api:live" }).join()).to.include('"orders-api:live"');
    const malformed = "arn:aws:lambda:eu-west-1:12345:function:f";
    expect(reasonsFor({ ...good, functionName: malformed }).join()).to.include(malformed);
  });

  it("refuses a misspelt argument by name", () => {
    expect(reasonsFor({ ...good, functioName: "x" }).join()).to.match(/functioName is not an argument/);
    expect(reasonsFor({ ...good, aws: { regoin: "x" } }).join()).to.match(/aws\.regoin is not an argument/);
    expect(
      reasonsFor({
        ...good,
        aws: { assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/r", rolArn: 1 }] },
      }).join(),
    ).to.match(/assumeRoles\[0\]\.rolArn is not/);
  });

  it("refuses role lists and tags of another shape, which would fail only in the deploy", () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/r", policyArns: "arn", transitiveTagKeys: {}, tags: ["a"] };
    const reasons = reasonsFor({ ...good, aws: { assumeRoles: [role] } }).join("\n");
    expect(reasons)
      .to.match(/policyArns must be/)
      .and.match(/transitiveTagKeys must be/)
      .and.match(/tags must be/);
  });

  it("refuses a version description where nothing is published", () => {
    expect(reasonsFor({ ...good, publish: false }).join()).to.match(/versionDescription describes the version/);
  });

  it("refuses an ARN and an aws.region that contradict each other", () => {
    const functionName = "arn:aws:lambda:us-east-1:123456789012:function:f";
    expect(reasonsFor({ ...good, functionName }).join()).to.match(/ARN of us-east-1, but aws\.region is eu-west-1/);
  });

  it("refuses an ARN of an account that is not allowed, or forbidden, at preview", () => {
    const functionName = "arn:aws:lambda:us-east-1:123456789012:function:f";
    const refusal = (aws: object) => reasonsFor({ ...good, functionName, aws }).join();
    expect(refusal({ allowedAccountIds: ["999999999999"] })).to.match(
      /account 123456789012, which aws\.allowedAccountIds does not/,
    );
    expect(refusal({ forbiddenAccountIds: ["123456789012"] })).to.match(/aws\.forbiddenAccountIds names/);
    expect(refusal({ allowedAccountIds: ["123456789012"], forbiddenAccountIds: ["999999999999"] })).to.equal("");
    expect(refusal({ allowedAccountIds: [unknownValue] })).to.equal("");
  });

  it("lets an ARN's Region win over the stack's default, and the default fill in for a name", () => {
    const aws = { defaultRegion: "eu-west-1" };
    const functionName = "arn:aws:lambda:us-east-1:123456789012:function:f";
    expect(functionRefOf(parseInputs({ ...good, functionName, aws }).inputs).region).to.equal("us-east-1");
    expect(functionRefOf(parseInputs({ ...good, aws }).inputs).region).to.equal("eu-west-1");
  });

  it("refuses keys in the stack configuration with one sentence", () => {
    const reasons = reasonsFor({ ...good, aws: { staticKeysConfigured: true } });
    expect(reasons).to.have.lengthOf(1);
    expect(reasons[0]).to.match(/aws:accessKey/);
  });

  it("takes a pin in hex for the hash that Lambda shows", () => {
    const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(parseInputs({ ...good, codeSha256: hex }).inputs.codeSha256).to.equal(good.codeSha256);
  });
});
