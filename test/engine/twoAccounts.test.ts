import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { handlerZip, sha256Of } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const region = "us-east-1";
const [ci, staging, prod] = ["111111111111", "222222222222", "333333333333"];
const prodRole = `arn:aws:iam::${prod}:role/deploy`;
const functionName = "orders-api";
const [old, tested] = [handlerZip("old"), handlerZip("tested")];

// The function has one name in both accounts, and a version 1 in both: only the identity tells which is meant.
describe("a promotion from one account to another, through the real engine and an STS that checks trust", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  const promotion = (source: object, aws?: object) =>
    programOf({
      api: { functionName, publish: true, sourceFunction: { functionName, qualifier: "1", ...source }, aws },
    });

  before(async () => {
    lambda = await StrictLambda.start({ accounts: { AKIACIXXXXXXXXXXXXXX: ci, AKIASTAGINGXXXXXXXXX: staging } });
    lambda.trust(prodRole, ci);
    lambda.createFunction({ name: functionName, account: prod, region, code: old, publish: true });
    lambda.createFunction({ name: functionName, account: staging, region, code: tested, publish: true });
    const services = { lambda: lambda.url, sts: lambda.url };
    project = await EngineProject.create({
      program: promotion({ aws: { profile: "staging" } }),
      config: {
        "aws:region": region,
        "aws:profile": "ci",
        "aws:assumeRoles": [{ roleArn: prodRole, externalId: "", duration: "1h0m0.5s" }],
        "aws:endpoints": [services],
        "aws:allowedAccountIds": [Number(prod)],
      },
      // No keys of the machine: each call is made as somebody that the program names.
      env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SHARED_CREDENTIALS_FILE: "./accounts.ini" },
    });
    const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = not-a-real-key\n`;
    project.write("accounts.ini", `[ci]\n${keys("AKIACIXXXXXXXXXXXXXX")}[staging]\n${keys("AKIASTAGINGXXXXXXXXX")}`);
  });

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  it("reads the source as its own profile, without the target's roles, and says from which ARN the code came", async () => {
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(lambda.function(functionName, { account: prod }).runningSha256).to.equal(sha256Of(tested));
    expect(up.text).to.contain(`from arn:aws:lambda:${region}:${staging}:function:${functionName}:1`);
    const assumed = lambda.journal.requests("AssumeRole").map(({ account, body }) => [account, body.RoleArn]);
    expect(assumed).to.deep.equal(assumed.map(() => [ci, prodRole]));
    expect(lambda.journal.requests("AssumeRole")[0]?.body).to.include({ DurationSeconds: "3601" });
  });

  it("has nothing to do then", async () => {
    const preview = await project.preview();
    expect(preview.text).to.contain("2 unchanged");
  });

  it("holds the source's account rules against the ARN that answered, at preview and before the download", async () => {
    const downloads = lambda.downloadCount;
    project.writeProgram(promotion({ aws: { profile: "staging", allowedAccountIds: [prod] } }));
    const preview = await project.preview();
    expect(preview.code).not.to.equal(0);
    expect(preview.text).to.match(
      /222222222222:function:orders-api:1 is in account 222222222222, which is not among allowed/,
    );
    expect(lambda.downloadCount).to.equal(downloads);
  });

  it("fails a preview that excludes the account deployed to, without a request", async () => {
    project.writeProgram(
      programOf({ api: { functionName, code: "./accounts.zip", aws: { forbiddenAccountIds: [prod] } } }),
    );
    project.write("accounts.zip", tested);
    lambda.journal.clear();
    const preview = await project.preview();
    expect(preview.code).not.to.equal(0);
    expect(preview.text).to.match(
      /Deploying orders-api: it was deployed to arn:\S+:333333333333:\S+, and account 333333333333 is among/,
    );
    expect(lambda.journal.requests()).to.deep.equal([]);
  });
});
