import { expect } from "chai";
import { CallerBed } from "../../support/callerBed.js";
import { useCleanEnvironment } from "../../support/cleanEnvironment.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { webIdentityToken } from "../../support/strictSts/strictSts.js";

const secret = "aws_secret_access_key = not-a-real-key";

describe("the environment, as @pulumi/aws and the AWS CLI read it", () => {
  const machine = useCleanEnvironment();
  let bed: CallerBed;

  beforeEach(async () => {
    bed = await CallerBed.start();
    machine.write(
      ".aws/credentials",
      ...["default", "ci", "old"].flatMap((name) => [
        `[${name}]`,
        `aws_access_key_id = AKIA${name.toUpperCase()}`,
        secret,
      ]),
    );
    machine.write(".aws/config", "[profile ci]", "region = eu-west-1", "[profile old]", "region = eu-west-3");
  });
  afterEach(() => bed.stop());

  const keyOf = async (aws = {}): Promise<string> => (await bed.call({ ...bed.here, ...aws })).accessKeyId;
  const regionOf = async (): Promise<string> => {
    const { region } = await bed.call({ ...bed.here, region: undefined });
    return region;
  };
  const setKeys = (): void => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAENVIRONMENT";
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
  };

  it("has keys before AWS_PROFILE, and warns of nothing", async () => {
    setKeys();
    process.env.AWS_PROFILE = "ci";
    const printed: unknown[] = [];
    const { warn, log, error } = console;
    Object.assign(
      console,
      Object.fromEntries(["warn", "log", "error"].map((name) => [name, (line: unknown) => printed.push(line)])),
    );
    try {
      expect(await keyOf()).to.equal("AKIAENVIRONMENT");
    } finally {
      Object.assign(console, { warn, log, error });
    }
    expect(printed).to.deep.equal([]);
  });

  it("has the profile that the program names before its keys", async () => {
    setKeys();
    process.env.AWS_PROFILE = "old";
    expect(await keyOf({ profile: "ci" })).to.equal("AKIACI");
  });

  it("has AWS_PROFILE, then AWS_DEFAULT_PROFILE, then the default profile", async () => {
    expect(await keyOf()).to.equal("AKIADEFAULT");
    process.env.AWS_DEFAULT_PROFILE = "old";
    expect(await keyOf()).to.equal("AKIAOLD");
    process.env.AWS_PROFILE = "ci";
    expect(await keyOf()).to.equal("AKIACI");
    process.env.AWS_PROFILE = "";
    expect(await keyOf()).to.equal("AKIAOLD");
  });

  it("takes nobody else where AWS_PROFILE names a profile that is not there, or has no credentials", async () => {
    process.env.AWS_PROFILE = "tpyo";
    // The chain of the SDK would go on to what a container is given.
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${bed.server.url}/role`;
    expect(await messageOfRejection(bed.call(bed.here))).to.match(
      /CredentialsProviderError: .*\[tpyo\].* Add that profile, .* or correct its name in aws\.profile, .* or AWS_PROFILE/,
    );
    process.env.AWS_CONFIG_FILE = machine.write("config-without-keys", "[profile region-alone]", "region = eu-west-1");
    process.env.AWS_PROFILE = "region-alone";
    expect(await messageOfRejection(bed.call(bed.here))).to.match(/CredentialsProviderError: .*\[region-alone\]/);
    expect(bed.server.journal.requests()).to.deep.equal([]);
  });

  it("has a web identity before AWS_PROFILE, assumed at the STS that the program names", async () => {
    process.env.AWS_PROFILE = "ci";
    process.env.AWS_ROLE_ARN = "arn:aws:iam::444444444444:role/runner";
    process.env.AWS_WEB_IDENTITY_TOKEN_FILE = machine.write("token", webIdentityToken);
    const { account } = await bed.call(bed.here);
    expect(account).to.equal("444444444444");
  });

  it("has AWS_REGION, then AWS_DEFAULT_REGION, then the profile's", async () => {
    process.env.AWS_PROFILE = "ci";
    expect(await regionOf()).to.equal("eu-west-1");
    process.env.AWS_DEFAULT_REGION = "eu-north-1";
    expect(await regionOf()).to.equal("eu-north-1");
    process.env.AWS_REGION = "eu-central-1";
    expect(await regionOf()).to.equal("eu-central-1");
    process.env.AWS_REGION = "";
    expect(await regionOf()).to.equal("eu-north-1");
  });

  it("has the Region of AWS_DEFAULT_PROFILE and of the profile that the program names", async () => {
    process.env.AWS_DEFAULT_PROFILE = "old";
    expect(await regionOf()).to.equal("eu-west-3");
    const { region } = await bed.call({ ...bed.here, region: undefined, profile: "ci" });
    expect(region).to.equal("eu-west-1");
  });

  it("assumes the program's roles by its keys, and not by AWS_PROFILE", async () => {
    setKeys();
    process.env.AWS_PROFILE = "ci";
    await bed.call({ ...bed.here, assumeRoles: [{ roleArn: "arn:aws:iam::444444444444:role/deployer" }] });
    expect(bed.server.journal.requests("AssumeRole").map(({ accessKeyId }) => accessKeyId)).to.deep.equal([
      "AKIAENVIRONMENT",
    ]);
  });
});
