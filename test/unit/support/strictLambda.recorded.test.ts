import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { StrictLambda, zipOf } from "../../support/strictLambda/index.js";

interface FieldSets {
  every: string[];
  zipOnly: string[];
  notListed: string[];
  zipCode: string[];
  imageCode: string[];
  alias: string[];
  created: string[];
  updating: string[];
  settled: string[];
  pendingVersion: string[];
  listed: string[];
  words: Record<string, Record<string, string>>;
}

interface Wording {
  status: number;
  code: string;
  type?: string;
  key?: "message" | "Message";
  message: string;
}

type Members = Record<string, unknown>;

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, "../../../../test/fixtures/aws", name), "utf8"));
const fields = fixture("fieldSets.json") as FieldSets;
const { wordings } = fixture("wordings.json") as { wordings: Record<string, Wording> };
const zipFile = zipOf({ "index.js": "new" }).toString("base64");
const functions = "/2015-03-31/functions";

describe("strict Lambda against what AWS was recorded to answer", () => {
  let lambda: StrictLambda;
  let arn: string;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    arn = lambda.createFunction({ name: "f" }).arn;
    lambda.createFunction({ name: "image", packageType: "Image" });
  });

  afterEach(() => lambda.stop());

  // Without the SDK, which drops what it does not know and hides how an error's text is spelt.
  async function raw(method: string, path: string, body?: Members, region = "us-east-1") {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const scope = `${date.slice(0, 8)}/${region}/lambda/aws4_request`;
    const response = await fetch(`${lambda.url}${functions}${path}`, {
      method,
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=AKIADEPLOYER/${scope}`, "x-amz-date": date },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Members };
  }

  function expectFields(
    members: unknown,
    status: "created" | "updating" | "settled" | "pendingVersion" | "listed",
    isZip = true,
  ) {
    const zipOnly = fields.zipOnly.filter((name) => status !== "listed" || !fields.notListed.includes(name));
    const expected = [...fields.every, ...fields[status], ...(isZip ? zipOnly : [])];
    expect(Object.keys(members as Members).sort()).to.deep.equal(expected.sort());
    expect(members).to.deep.include(fields.words[status] ?? {});
  }

  const role = "arn:aws:iam::111111111111:role/made";
  const creation = { FunctionName: "made", Role: role, Runtime: "nodejs22.x", Handler: "a.b" };

  it("answers a creation with the recorded fields and words", async () => {
    const { status, body } = await raw("POST", "", { ...creation, Code: { ZipFile: zipFile } });
    expect(status).to.equal(201);
    expectFields(body, "created");
    expectFields((await raw("GET", "/made/configuration")).body, "created");
    expectFields((await raw("GET", "/made/configuration")).body, "settled");
  });

  it("answers a read, an update, a publish and a list of a Zip function with the recorded fields and words", async () => {
    const read = (await raw("GET", "/f")).body;
    expect(Object.keys(read)).to.have.members(["Code", "Configuration"]);
    expect(Object.keys(read.Code as Members)).to.have.members(fields.zipCode);
    expectFields(read.Configuration, "settled");
    const updated = await raw("PUT", "/f/code", { ZipFile: zipFile });
    expectFields(updated.body, "updating");
    expect((await raw("GET", "/f")).body.Configuration).to.deep.equal(updated.body);
    expectFields((await raw("PUT", "/f/configuration", { Timeout: 4 })).body, "updating");
    lambda.settle("f");
    const published = await raw("POST", "/f/versions", {});
    expect(published.status).to.equal(201);
    expectFields(published.body, "settled");
    const { Versions } = (await raw("GET", "/f/versions")).body as { Versions: Members[] };
    for (const version of Versions) {
      expectFields(version, "listed");
    }
    expect((await raw("DELETE", "/f")).status).to.equal(204);
  });

  it("answers an update with Publish by the version's recorded fields and words", async () => {
    const { status, body } = await raw("PUT", "/f/code", { ZipFile: zipFile, Publish: true });
    expect(status).to.equal(200);
    expectFields(body, "pendingVersion");
    expect((await raw("GET", "/f?Qualifier=1")).body.Configuration).to.deep.equal(body);
  });

  it("answers for an Image function with its recorded fields", async () => {
    const { body } = await raw("GET", "/image");
    expect(Object.keys(body.Code as Members)).to.have.members(fields.imageCode);
    expectFields(body.Configuration, "settled", false);
    const { imageUri } = lambda.function("image").latest.code;
    expectFields((await raw("PUT", "/image/code", { ImageUri: imageUri })).body, "updating", false);
  });

  it("answers for an alias with its recorded fields", async () => {
    lambda.publishBehindBack("f");
    const { status, body } = await raw("POST", "/f/aliases", { Name: "a", FunctionVersion: "1" });
    expect(status).to.equal(201);
    expect(Object.keys(body)).to.have.members(fields.alias);
    expect((await raw("GET", "/f/aliases/a")).body).to.deep.equal(body);
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.2 } };
    lambda.changeConfigurationBehindBack("f");
    lambda.publishBehindBack("f");
    expect((await raw("PUT", "/f/aliases/a", { RoutingConfig })).body).to.deep.include({ RoutingConfig });
  });

  const publishTwo = () => {
    lambda.publishBehindBack("f");
    lambda.changeConfigurationBehindBack("f");
    lambda.publishBehindBack("f");
  };
  const alias = (members: Members) => {
    publishTwo();
    return raw("POST", "/f/aliases", { Name: "a", FunctionVersion: "1", ...members });
  };
  const weights = (of: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: of } });
  const inS3 = (key: string) => {
    lambda.s3.createBucket("packages", "us-east-1");
    lambda.s3.createBucket("abroad", "eu-west-1");
    lambda.s3.deny("packages", "closed");
    return raw("PUT", "/f/code", { S3Bucket: key.split("/")[0], S3Key: key.split("/")[1] });
  };
  const oversized = (sizeBytes: number) => ({ ZipFile: Buffer.alloc(sizeBytes).toString("base64") });

  const provoke: Record<string, () => ReturnType<typeof raw>> = {
    functionNotFound: () => raw("GET", "/none"),
    qualifierNotFound: () => raw("GET", "/f?Qualifier=none"),
    otherRegion: () => raw("GET", `/${encodeURIComponent(arn)}`, undefined, "eu-west-1"),
    aliasNotFound: () => raw("GET", "/f/aliases/none"),
    aliasExists: async () => alias({}).then(() => alias({})),
    aliasTooManyWeights: () => alias(weights({ "1": 0.1, "2": 0.2 })),
    aliasWeightTooHigh: () => alias(weights({ "2": 2 })),
    aliasWeightOnLatest: () => alias(weights({ $LATEST: 0.5 })),
    aliasSameVersion: () => alias(weights({ "1": 0.5 })),
    aliasOfLatestWithWeights: () => alias({ FunctionVersion: "$LATEST", ...weights({ "1": 0.5 }) }),
    updateInProgress: async () => {
      await raw("PUT", "/f/code", { ZipFile: zipFile });
      return raw("PUT", "/f/code", { ZipFile: zipFile });
    },
    stillPending: () => {
      lambda.function("f").beginCreation(Date.now());
      return raw("PUT", "/f/code", { ZipFile: zipFile });
    },
    revisionMismatch: () => raw("PUT", "/f/code", { ZipFile: zipFile, RevisionId: "stale" }),
    hashMismatch: () => raw("POST", "/f/versions", { CodeSha256: "somenonexistentsha256" }),
    badZip: () => raw("PUT", "/f/code", { ZipFile: Buffer.from("no zip").toString("base64") }),
    unzippedTooLarge: () => {
      const bomb = Buffer.from(zipFile, "base64");
      bomb.writeUInt32LE(262_144_000, bomb.indexOf("PK\x01\x02", 0, "latin1") + 24);
      return raw("PUT", "/f/code", { ZipFile: bomb.toString("base64") });
    },
    zippedTooLarge: () => raw("PUT", "/f/code", oversized(52_428_801)),
    requestTooLarge: () => raw("PUT", "/f/code", oversized(53_000_000)),
    zipForImage: () => raw("PUT", "/image/code", { ZipFile: zipFile }),
    imageForZip: () => raw("PUT", "/f/code", { ImageUri: "any" }),
    twoSources: () => raw("PUT", "/f/code", { ZipFile: zipFile, S3Bucket: "packages", S3Key: "k" }),
    noSource: () => raw("PUT", "/f/code", {}),
    twoArchitectures: () => raw("PUT", "/f/code", { ZipFile: zipFile, Architectures: ["x86_64", "arm64"] }),
    unknownArchitecture: () => raw("PUT", "/f/code", { ZipFile: zipFile, Architectures: ["X86_64"] }),
    noSuchBucket: () => inS3("nowhere/k"),
    noSuchKey: () => inS3("packages/k"),
    otherRegionsBucket: () => inS3("abroad/k"),
    s3AccessDenied: () => inS3("packages/closed"),
    noSuchImage: () => raw("PUT", "/image/code", { ImageUri: "registry/none:tag" }),
    invalidRole: () => raw("POST", "", { ...creation, Role: "r1", Code: { ZipFile: zipFile } }),
  };
  const qualifiers: Record<string, string> = { qualifierNotFound: "none", aliasNotFound: "none", aliasExists: "a" };

  it("provokes every wording that is known", () => {
    expect(Object.keys(provoke).sort()).to.deep.equal(Object.keys(wordings).sort());
  });

  for (const [name, wording] of Object.entries(wordings)) {
    it(`words ${name} as AWS does: ${wording.status} ${wording.code}`, async () => {
      const named = name === "functionNotFound" ? arn.replace(/f$/, "none") : arn;
      const { status, headers, body } = await provoke[name]!();
      const message = wording.message
        .replace("{arn}", named)
        .replace("{qualifier}", qualifiers[name] ?? "")
        .replace("{hash}", lambda.function("f").codeSha256)
        .replace("{operation}", "UpdateFunctionCode")
        .replace("{bucket}/{key}", "packages/closed")
        .replace("{image}", "registry/none:tag");
      expect(body[wording.key ?? ("Message" in body ? "Message" : "message")]).to.equal(message);
      expect([status, headers.get("x-amzn-errortype")?.split(":")[0]]).to.deep.equal([wording.status, wording.code]);
      if (wording.type !== undefined) {
        expect(body.Type).to.equal(wording.type);
      }
    });
  }
});
