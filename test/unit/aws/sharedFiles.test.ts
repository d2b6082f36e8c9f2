import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { CallerBed, ssoLogin } from "../../support/callerBed.js";
import { useCleanEnvironment } from "../../support/cleanEnvironment.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { webIdentityToken } from "../../support/strictSts/strictSts.js";

const secret = "aws_secret_access_key = not-a-real-key";
const startUrl = "https://people.awsapps.com/start";

describe("shared files that the program names", () => {
  const machine = useCleanEnvironment();
  let bed: CallerBed;

  beforeEach(async () => {
    bed = await CallerBed.start();
    machine.write(".aws/credentials", "[ci]", "aws_access_key_id = AKIAMACHINE", secret);
    machine.write(".aws/config", "[profile ci]", "region = eu-west-1");
  });
  afterEach(() => bed.stop());

  it("stand in place of the machine's, for credentials and for the Region", async () => {
    const credentials = machine.write("mine", "[ci]", "aws_access_key_id = AKIAMINE", secret);
    const config = machine.write("my-config", "[profile ci]", "region = eu-north-1");
    const aws = { ...bed.here, region: undefined, profile: "ci" };
    expect(await bed.call({ ...aws, sharedCredentialsFiles: [credentials], sharedConfigFiles: [config] })).to.include({
      accessKeyId: "AKIAMINE",
      region: "eu-north-1",
    });
    expect(await bed.call({ ...aws, sharedCredentialsFiles: [credentials] })).to.include({
      accessKeyId: "AKIAMINE",
      region: "eu-west-1",
    });
    expect(await bed.call({ ...aws, sharedConfigFiles: [config] })).to.include({
      accessKeyId: "AKIAMACHINE",
      region: "eu-north-1",
    });
  });

  it("may be several, of which later ones are stronger, key by key", async () => {
    machine.write("one", "[ci]", "aws_access_key_id = AKIAONE", secret, "region = eu-south-1", "[other]", "region = x");
    machine.write("two", "[ci]", "aws_access_key_id = AKIATWO");
    const sharedCredentialsFiles = ["~/one", "~/two"];
    const aws = { ...bed.here, region: undefined, profile: "ci" };
    expect(await bed.call({ ...aws, sharedCredentialsFiles })).to.include({
      accessKeyId: "AKIATWO",
      region: "eu-south-1",
    });
    const reversed = [...sharedCredentialsFiles].reverse();
    expect(await bed.call({ ...aws, sharedCredentialsFiles: reversed })).to.include({ accessKeyId: "AKIAONE" });
  });

  it("have a default profile where none is named", async () => {
    const file = machine.write("mine", "[default]", "aws_access_key_id = AKIAMINE", secret);
    expect(await bed.call({ ...bed.here, sharedCredentialsFiles: [file] })).to.include({ accessKeyId: "AKIAMINE" });
  });

  it("are refused where one is not there, and where the profile is in none of them", async () => {
    const gone = { ...bed.here, profile: "ci", sharedCredentialsFiles: ["~/gone"] };
    expect(await messageOfRejection(bed.call(gone))).to.match(
      /^Reading orders-api: SharedFilesError: aws\.sharedCredentialsFiles names the file .*gone, which cannot be read \(ENOENT\)\. Correct the path/,
    );
    const mine = machine.write("mine", "[other]", "aws_access_key_id = AKIAMINE", secret);
    const without = { ...bed.here, profile: "ci", sharedCredentialsFiles: [mine], sharedConfigFiles: [mine] };
    expect(await messageOfRejection(bed.call(without))).to.match(/CredentialsProviderError: .*\[ci\]/);
    expect(bed.server.journal.requests()).to.deep.equal([]);
  });

  it("are the only ones that are asked for the Region", async () => {
    const mine = machine.write("mine", "[ci]", "aws_access_key_id = AKIAMINE", secret);
    const aws = { ...bed.here, region: undefined, profile: "ci", sharedCredentialsFiles: [mine] };
    const message = await messageOfRejection(bed.call({ ...aws, sharedConfigFiles: [mine] }));
    expect(message).to.contain("Region is missing. Set aws.region");
  });

  it("may have a profile with a role, whose source is in another of them", async () => {
    const role = "arn:aws:iam::444444444444:role/deployer";
    machine.write("roles", "[profile prod]", `role_arn = ${role}`, "source_profile = ci", "external_id = e-1");
    machine.write("keys", "[ci]", "aws_access_key_id = AKIAMINE", secret);
    const files = { sharedConfigFiles: ["~/roles"], sharedCredentialsFiles: ["~/keys"] };
    const { account } = await bed.call({ ...bed.here, profile: "prod", ...files });
    expect(account).to.equal("444444444444");
    expect(bed.assumed()).to.have.lengthOf(1);
    expect(bed.assumed()[0]).to.include({ RoleArn: role, ExternalId: "e-1" });
    expect(bed.server.journal.requests("AssumeRole")[0]?.accessKeyId).to.equal("AKIAMINE");
  });

  it("may have a profile with a web identity", async () => {
    const token = machine.write("token", webIdentityToken);
    const role = "arn:aws:iam::444444444444:role/runner";
    machine.write("mine", "[profile ci]", `role_arn = ${role}`, `web_identity_token_file = ${token}`);
    machine.write("none");
    const files = { sharedConfigFiles: ["~/mine"], sharedCredentialsFiles: ["~/none"] };
    expect(await bed.call({ ...bed.here, profile: "ci", ...files })).to.include({ account: "444444444444" });
  });

  for (const [kind, session, lines] of [
    [
      "a session",
      "people",
      ["sso_session = people", "[sso-session people]", "sso_region = eu-west-2", `sso_start_url = ${startUrl}`],
    ],
    ["a start URL", startUrl, [`sso_start_url = ${startUrl}`, "sso_region = eu-west-2"]],
  ] as const) {
    it(`may have a profile that signs in by SSO with ${kind}, and roles that stand on it`, async () => {
      machine.write(...ssoLogin(session));
      const role = "arn:aws:iam::444444444444:role/deployer";
      machine.write("roles", "[profile prod]", `role_arn = ${role}`, "source_profile = person");
      machine.write("people", "[profile person]", "sso_account_id = 555555555555", "sso_role_name = Admin", ...lines);
      machine.write("none");
      process.env.AWS_ENDPOINT_URL_SSO = bed.server.url;
      const files = { sharedConfigFiles: ["~/roles", "~/people"], sharedCredentialsFiles: ["~/none"] };
      expect(await bed.call({ ...bed.here, profile: "person", ...files })).to.include({ account: "555555555555" });
      expect(await bed.call({ ...bed.here, profile: "prod", ...files })).to.include({ account: "444444444444" });
      expect(bed.server.journal.requests("AssumeRole")[0]?.account).to.equal("555555555555");
    });
  }
});

describe("the endpoints of a profile", () => {
  const machine = useCleanEnvironment();
  let bed: CallerBed;
  let other: CallerBed;

  beforeEach(async () => {
    [bed, other] = [await CallerBed.start(), await CallerBed.start()];
    machine.write(".aws/credentials", "[ci]", "aws_access_key_id = AKIACI", secret);
  });
  afterEach(() => Promise.all([bed.stop(), other.stop()]));

  const ci = { region: "us-east-1", profile: "ci" };
  const isAsked = async (aws = {}): Promise<boolean> => (await bed.call({ ...ci, ...aws })).accessKeyId === "AKIACI";

  it("hold for the profile that the program names, as for AWS_PROFILE", async () => {
    machine.write(".aws/config", "[profile ci]", `endpoint_url = ${bed.server.url}`);
    expect(await isAsked()).to.equal(true);
    process.env.AWS_PROFILE = "ci";
    expect(await isAsked({ profile: undefined })).to.equal(true);
  });

  it("are not those of another profile, be it the machine's", async () => {
    machine.write(
      ".aws/config",
      ...["[default]", `endpoint_url = ${other.server.url}`],
      ...["[profile ci]", `endpoint_url = ${bed.server.url}`],
    );
    process.env.AWS_PROFILE = "default";
    expect(await isAsked()).to.equal(true);
    expect(other.server.journal.requests()).to.deep.equal([]);
  });

  it("are those of its services first", async () => {
    machine.write(
      ".aws/config",
      ...["[profile ci]", `endpoint_url = ${other.server.url}`, "services = local"],
      ...["[services local]", "lambda =", `  endpoint_url = ${bed.server.url}`, "s3 =", "  endpoint_url = http://s3"],
    );
    expect(await isAsked()).to.equal(true);
  });

  it("are those of STS, for its roles, in a file of the program, too", async () => {
    const file = machine.write("mine", "[profile ci]", `endpoint_url = ${bed.server.url}`);
    const assumeRoles = [{ roleArn: "arn:aws:iam::444444444444:role/deployer" }];
    const { account } = await bed.call({ ...ci, sharedConfigFiles: [file], assumeRoles });
    expect(account).to.equal("444444444444");
  });

  it("are weaker than the environment's and the program's", async () => {
    machine.write(".aws/config", "[profile ci]", "endpoint_url = http://127.0.0.1:1");
    expect(await isAsked({ endpoint: bed.server.url })).to.equal(true);
    process.env.AWS_ENDPOINT_URL = bed.server.url;
    expect(await isAsked()).to.equal(true);
    process.env.AWS_ENDPOINT_URL = other.server.url;
    process.env.AWS_ENDPOINT_URL_LAMBDA = bed.server.url;
    expect(await isAsked()).to.equal(true);
  });

  it("are passed over with the environment's where they are to be ignored", async () => {
    machine.write(".aws/config", "[profile ci]", `endpoint_url = ${bed.server.url}`);
    process.env.AWS_ENDPOINT_URL = bed.server.url;
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = "true";
    const { config } = await lambdaClient(accessOf(ci, ci.region)).get();
    expect(config.endpoint).to.equal(undefined);
    expect(await isAsked({ endpoint: bed.server.url })).to.equal(true);
  });

  it("are told of where the services that the profile names are not there", async () => {
    machine.write(".aws/config", "[profile ci]", "services = local");
    expect(await messageOfRejection(bed.call(ci))).to.match(
      /SharedFilesError: the profile names the section \[services local\], which the shared config file does not have\. Correct the path or the file/,
    );
  });
});
