import { expect } from "chai";
import { describeImage, parseImageUri } from "#lib/sources/atAws/image.js";
import { CodeProblems } from "#lib/sources/package/problems.js";
import { otherAccount, ownAccount } from "../../support/accounts.js";
import { AwsBed } from "../../support/awsBed.js";

const hex = "0123456789abcdef".repeat(4);

describe("an image URI", () => {
  const host = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
  const parts = { registryId: "111111111111", region: "us-east-1", domain: "amazonaws.com", repository: "team/orders" };

  it("has a registry, a Region, a repository, and a tag or a digest", () => {
    const digest = `sha256:${hex}`;
    const cases: [string, object][] = [
      ["", { tag: "latest", digest: undefined }],
      [":v1.2_3-4", { tag: "v1.2_3-4", digest: undefined }],
      [`@${digest}`, { tag: undefined, digest }],
      [`:v1@${digest}`, { tag: "v1", digest }],
    ];
    for (const [rest, expected] of cases) {
      expect(parseImageUri(`${host}/team/orders${rest}`)).to.deep.equal({ ...parts, ...expected });
    }
  });

  it("may be of any partition", () => {
    for (const [region, domain] of [
      ["cn-north-1", "amazonaws.com.cn"],
      ["us-gov-west-1", "amazonaws.com"],
      ["eusc-de-east-1", "amazonaws.eu"],
      ["us-iso-east-1", "c2s.ic.gov"],
      ["us-isob-east-1", "sc2s.sgov.gov"],
    ]) {
      const uri = `111111111111.dkr.ecr.${region ?? ""}.${domain ?? ""}/orders`;
      expect(parseImageUri(uri)).to.include({ region, domain, repository: "orders" });
    }
  });

  it("that Lambda cannot take has its reason", () => {
    for (const [uri, reason] of [
      ["public.ecr.aws/lambda/nodejs:22", /public registry.*copy the image/],
      ["nodejs:22", /private registry of ECR/],
      ["docker.io/library/node", /private registry of ECR/],
      ["https://111111111111.dkr.ecr.us-east-1.amazonaws.com/orders", /without https/],
      [
        "111111111111.dkr.ecr-fips.us-east-1.amazonaws.com/orders",
        /names a FIPS endpoint of ECR.*write dkr\.ecr in place/,
      ],
      ["111111111111.dkr.ecr.us-east-1.example.com/orders", /private registry of ECR/],
      [`${host}/`, /names no repository/],
      [`${host}/Orders`, /lower-case/],
      [`${host}/orders:`, /no valid tag/],
      [`${host}/orders:-v1`, /no valid tag/],
      [`${host}/orders@sha256:abc`, /no valid digest/],
      [`${host}/orders@sha256:${hex.toUpperCase()}`, /lower case/],
    ] as const) {
      expect(parseImageUri(uri), uri).to.match(reason);
    }
  });
});

describe("an image", () => {
  let bed: AwsBed;
  const repository = `${ownAccount}.dkr.ecr.us-east-1.amazonaws.com/team/orders`;

  beforeEach(async () => {
    bed = await AwsBed.start();
  });

  afterEach(() => bed.stop());

  const describeIt = (uri: string, known?: string, architecture?: string, functionRegion?: string) =>
    describeImage(uri, known, (region) => Promise.resolve(bed.ecr({ region })), architecture, functionRegion);
  const problemOf = async (uri: string, architecture?: string, functionRegion?: string): Promise<string> => {
    const error = await describeIt(uri, undefined, architecture, functionRegion).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodeProblems);
    return (error as CodeProblems).message;
  };

  it("given by its tag is deployed by the digest that the tag has now", async () => {
    const { digestHex, resolvedUri } = bed.server.images.push(repository, "latest");
    const expected = { codeSha256: digestHex, digestUri: resolvedUri, warnings: [] };
    expect(await describeIt(`${repository}:latest`)).to.deep.equal(expected);
    expect(await describeIt(repository)).to.deep.equal(expected);
    expect(await describeIt(`${repository}:latest`, digestHex)).to.deep.equal(expected);
    expect(bed.requests()).to.have.lengthOf(3);
  });

  it("given by a digest that was found sound before is not looked at, nor is ECR opened", async () => {
    const never = () => Promise.reject(new Error("ECR was opened"));
    const uri = `${repository}:v1@sha256:${hex}`;
    expect(await describeImage(uri, hex, never)).to.deep.equal({
      codeSha256: hex,
      digestUri: `${repository}@sha256:${hex}`,
      warnings: [],
    });
  });

  it("given by a new digest has to be there", async () => {
    const { resolvedUri, digestHex } = bed.server.images.push(repository, "latest");
    expect((await describeIt(resolvedUri, hex)).codeSha256).to.equal(digestHex);
    expect(await problemOf(`${repository}@sha256:${hex}`)).to.match(/ImageNotFound/);
  });

  it("that is an index is a problem, by tag and by digest, with the build that makes one that is none", async () => {
    const mediaType = "application/vnd.docker.distribution.manifest.list.v2+json";
    const { resolvedUri } = bed.server.images.push(repository, "latest", { mediaType });
    expect(await problemOf(resolvedUri)).to.match(/`docker buildx build --provenance=false --platform linux\/<arch>`/);
    bed.server.images.push(repository, "latest", { isIndex: true });
    expect(await problemOf(repository, "arm64")).to.match(/--platform linux\/arm64`/);
    expect(await problemOf(repository, "x86_64")).to.match(/--platform linux\/amd64`/);
  });

  it("that is missing is a problem, as is its repository", async () => {
    expect(await problemOf(repository)).to.match(/RepositoryNotFoundException/);
    bed.server.images.push(repository, "v1");
    expect(await problemOf(repository)).to.match(/team\/orders:latest .*ImageNotFound/);
  });

  it("whose tag may not be resolved is deployed by the tag, with one line that says so", async () => {
    bed.server.images.push(repository, "latest");
    bed.server.deniedOperations.add("BatchGetImage");
    const { warnings, ...description } = await describeIt(repository);
    expect(description).to.deep.equal({});
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(
      /deployed by its tag, for ecr:BatchGetImage is not allowed .*name the image by its digest/,
    );
  });

  it("given by its digest needs no permission, and no line", async () => {
    bed.server.deniedOperations.add("BatchGetImage");
    expect(await describeIt(`${repository}@sha256:${hex}`)).to.deep.equal({
      codeSha256: hex,
      digestUri: `${repository}@sha256:${hex}`,
      warnings: [],
    });
  });

  it("of another Region than the function's is a problem, by digest and tag, known or not, and nobody is asked", async () => {
    const { resolvedUri, digestHex } = bed.server.images.push(repository, "latest");
    for (const uri of [repository, resolvedUri]) {
      expect(await problemOf(uri, undefined, "eu-west-1")).to.match(
        /is in us-east-1, and the function is in eu-west-1: Lambda takes images of its own Region only\. Copy it/,
      );
      expect(bed.requests()).to.deep.equal([]);
      expect((await describeIt(uri, undefined, undefined, "us-east-1")).codeSha256).to.equal(digestHex);
      bed.requests();
    }
    const known = await describeIt(resolvedUri, digestHex, undefined, "eu-west-1").catch((error: unknown) => error);
    expect(known).to.be.instanceOf(CodeProblems);
  });

  it("of another account is looked for there, in its own Region", async () => {
    const theirs = `${otherAccount}.dkr.ecr.eu-west-1.amazonaws.com/shared`;
    const { digestHex } = bed.server.images.push(theirs, "latest");
    bed.server.images.share(theirs, ownAccount);
    expect((await describeIt(theirs)).codeSha256).to.equal(digestHex);
  });

  it("is not taken for forbidden when it is the credentials that ran out", async () => {
    bed.server.images.push(repository, "latest");
    bed.server.credentials.expire("AKIAOURS");
    const error = await describeIt(repository).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: "DeployError", awsCode: "ExpiredTokenException" });
  });

  it("with a URI that Lambda cannot take is a problem, and nobody is asked", async () => {
    expect(await problemOf("public.ecr.aws/lambda/nodejs:22")).to.match(/public registry/);
    expect(bed.requests()).to.deep.equal([]);
  });
});
