import { expect } from "chai";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import { otherAccount } from "../../support/accounts.js";
import { AwsBed } from "../../support/awsBed.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

describe("clients", () => {
  let bed: AwsBed;
  const assumeRoles = [
    { roleArn: "arn:aws:iam::333333333333:role/hub", sessionName: "first" },
    { roleArn: `arn:aws:iam::${otherAccount}:role/deployer`, externalId: "e-1" },
  ];

  beforeEach(async () => {
    bed = await AwsBed.start();
    bed.server.s3.createBucket("theirs", "us-east-1", { owner: otherAccount });
    bed.server.s3.putObject("theirs", "a.zip", bed.zip);
    bed.server.images.push(`${otherAccount}.dkr.ecr.us-east-1.amazonaws.com/orders`, "latest");
  });

  afterEach(() => bed.stop());

  it("assume a chain of roles once for all services, also when they begin together", async () => {
    const whose = { assumeRoles };
    await Promise.all([
      bed.s3(whose).headObject({ bucket: "theirs", key: "a.zip" }),
      bed.ecr(whose).resolveImage({ registryId: otherAccount, repository: "orders" }),
    ]);
    await bed.s3(whose).headObject({ bucket: "theirs", key: "a.zip" });
    const assumed = bed.server.journal.requests("AssumeRole").map(({ account, body }) => [account, body.RoleArn]);
    expect(assumed).to.deep.equal([
      ["111111111111", assumeRoles[0]?.roleArn],
      ["333333333333", assumeRoles[1]?.roleArn],
    ]);
    const accounts = bed.server.journal.requests().filter(({ operation }) => operation !== "AssumeRole");
    expect(accounts.map(({ account }) => account)).to.deep.equal([otherAccount, otherAccount, otherAccount]);
    expect(bed.server.journal.requests("AssumeRole")[1]?.body.ExternalId).to.equal("e-1");
  });

  it("assume the roles again after a failure, which they tell from a refusal by the service", async () => {
    const whose = { assumeRoles };
    bed.server.deniedOperations.add("AssumeRole");
    const look = () => bed.s3(whose).headObject({ bucket: "theirs", key: "a.zip" });
    expect(await messageOfRejection(look())).to.match(/AccessDenied: .*sts:AssumeRole .*Allow sts:AssumeRole/);
    bed.server.deniedOperations.delete("AssumeRole");
    expect((await look()).versionId).to.equal("v1");
  });

  it("are one for equal access, and another for any other", () => {
    const access = bed.access({ assumeRoles });
    expect(s3Client({ ...access })).to.equal(s3Client(access));
    expect(lambdaClient({ ...access })).to.equal(lambdaClient(access));
    expect(ecrClient(access, "eu-west-1")).not.to.equal(ecrClient(access, "us-east-1"));
    expect(s3Client({ ...access, endpoints: {} })).not.to.equal(s3Client(access));
    const identity = { assumeRoles: assumeRoles.slice(1) };
    expect(s3Client({ ...access, identity })).not.to.equal(s3Client(access));
  });

  it("leave checksums to us: the SDK would add one of its own to what is sent, and check each answer", async () => {
    const { requestChecksumCalculation, responseChecksumValidation } = (await s3Client(bed.access())).config;
    expect(await requestChecksumCalculation()).to.equal("WHEN_REQUIRED");
    expect(await responseChecksumValidation()).to.equal("WHEN_REQUIRED");
  });

  it("put the bucket into the host where S3 is AWS's own, and into the path at an endpoint of one's own", async () => {
    const access = bed.access({ region: "eu-central-1" });
    const usesPaths = async (more: object) => (await s3Client({ ...access, ...more })).config.forcePathStyle;
    expect([await usesPaths({}), await usesPaths({ endpoints: {} })]).to.deep.equal([true, false]);
    for (const variable of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"]) {
      process.env[variable] = bed.server.url;
      expect(await usesPaths({ endpoints: {} })).to.equal(true);
      Reflect.deleteProperty(process.env, variable);
    }
  });
});
