import { expect } from "chai";
import type { AssumeRole, AwsInputs } from "#lib/access/awsInputs.js";
import { CallerBed } from "../../support/callerBed.js";
import { useCleanEnvironment } from "../../support/cleanEnvironment.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { webIdentityToken } from "../../support/strictSts/strictSts.js";

const runner = "arn:aws:iam::333333333333:role/runner";
const deployer = "arn:aws:iam::444444444444:role/deployer";

describe("the identity that the program names", () => {
  const machine = useCleanEnvironment();
  let bed: CallerBed;

  beforeEach(async () => {
    bed = await CallerBed.start();
    process.env.AWS_ACCESS_KEY_ID = "AKIAMACHINE";
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
  });
  afterEach(() => bed.stop());

  const call = (aws: AwsInputs) => bed.call({ ...bed.here, ...aws });

  it("may be a web identity by its token, with all that its role is asked for", async () => {
    const assumeRoleWithWebIdentity = {
      roleArn: runner,
      webIdentityToken,
      sessionName: "up",
      duration: "1h0m0.5s",
      policy: "{}",
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    };
    expect(await call({ assumeRoleWithWebIdentity })).to.include({ account: "333333333333" });
    expect(bed.assumed()).to.deep.equal([
      {
        RoleArn: runner,
        RoleSessionName: "up",
        WebIdentityToken: webIdentityToken,
        DurationSeconds: "3601",
        Policy: "{}",
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
      },
    ]);
  });

  it("may be a web identity by a file of its token, and roles are assumed by it, one by the other", async () => {
    const webIdentityTokenFile = machine.write("token", webIdentityToken).replace(machine.home, "~");
    const aws = {
      assumeRoleWithWebIdentity: { roleArn: runner, webIdentityTokenFile },
      assumeRoles: [{ roleArn: deployer }],
    };
    expect(await call(aws)).to.include({ account: "444444444444" });
    expect(bed.assumed().map(({ RoleArn, RoleSessionName }) => [RoleArn, RoleSessionName])).to.deep.equal([
      [deployer, "pulumi-lambda-code"],
      [runner, "pulumi-lambda-code"],
    ]);
    expect(bed.server.journal.requests("AssumeRole")[0]?.account).to.equal("333333333333");
  });

  it("is told what is wrong with a web identity, and never shows its token", async () => {
    const messageFor = async (role: object): Promise<string> => {
      const assumeRoleWithWebIdentity = { roleArn: runner, ...role };
      const message = await messageOfRejection(call({ assumeRoleWithWebIdentity }));
      expect(message).not.to.match(/token of (?:a workflow|nobody)/);
      return message;
    };
    expect(await messageFor({ webIdentityToken: "token of nobody" })).to.match(
      /InvalidIdentityTokenException: .* Renew the token of aws\.assumeRoleWithWebIdentity/,
    );
    expect(await messageFor({ webIdentityTokenFile: "~/gone" })).to.match(
      /TokenFileError: the file of the web identity's token, ~\/gone, cannot be read \(ENOENT\)\. Correct webIdentityTokenFile/,
    );
    bed.server.deniedOperations.add("AssumeRoleWithWebIdentity");
    expect(await messageFor({ webIdentityToken })).to.match(
      /AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity .*Let the trust policy of the role in aws\.assumeRoleWithWebIdentity/,
    );
  });

  const lives: [Partial<AssumeRole>, string | undefined][] = [
    [{}, undefined],
    [{ durationSeconds: 900 }, "900"],
    [{ duration: "1.5h" }, "5400"],
    [{ duration: "90m0.1s" }, "5401"],
  ];
  for (const [life, seconds] of lives) {
    it(`lives as long as a role's ${JSON.stringify(life)} says`, async () => {
      await call({ assumeRoles: [{ roleArn: deployer, ...life }] });
      expect(bed.assumed()[0]?.DurationSeconds).to.equal(seconds);
    });
  }

  it("assumes its roles in the Region that is said for STS, else in the function's", async () => {
    const regions = async (aws: AwsInputs) => {
      await call({ ...aws, assumeRoles: [{ roleArn: deployer }] });
      const { journal } = bed.server;
      return [...journal.requests("AssumeRole"), ...journal.requests("GetFunction")].map(({ region }) => region);
    };
    expect(await regions({})).to.deep.equal(["us-east-1", "us-east-1"]);
    expect(await regions({ stsRegion: "eu-central-1" })).to.deep.equal(["eu-central-1", "us-east-1"]);
  });

  it("may be a key that emulators take for anybody's, whatever else the machine has", async () => {
    process.env.AWS_PROFILE = "ci";
    expect(await call({ emulatorAccessKey: "test" })).to.include({ accessKeyId: "test" });
    await call({ emulatorAccessKey: "test", assumeRoles: [{ roleArn: deployer }] });
    expect(bed.server.journal.requests("AssumeRole")[0]?.accessKeyId).to.equal("test");
  });
});
