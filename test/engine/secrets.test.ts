import path from "node:path";
import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, handlerZip } from "../support/engine/testLambda.js";

// Every value that must not be seen holds this word.
const seed = /hunter2/i;

function program(args: string): string {
  return `const { secret } = require("@pulumi/pulumi");
const { FunctionCode } = require("pulumi-lambda-code");
const { version } = new FunctionCode("code", { functionName: "secretive", code: "./app", ${args} });
exports.version = version;
`;
}

const allSecret = program(`
  ignore: [secret("hunter2-*.map")],
  publish: true,
  recordEnvironment: true,
  versionDescription: secret("hunter2-description"),
  triggers: [secret("hunter2-trigger")],
  aws: {
    profile: secret("hunter2-profile"),
    assumeRoles: [{ roleArn: "arn:aws:iam::000000000000:role/deploy", externalId: secret("hunter2-external") }],
  },
`);

const badSecrets = program(`
  ignore: secret({ a: "hunter2-ignore" }),
  codeSha256: secret("hunter2-pin"),
  publish: secret("hunter2-publish"),
  versionDescription: secret("hunter2".repeat(40)),
  aws: { endpoint: secret("ftp://hunter2"), profile: secret(["hunter2"]), assumeRoles: [{ roleArn: secret("hunter2-role") }] },
`);

const denied = { status: 403, errorType: "AccessDeniedException", body: { Message: "no" } };

describe("secrets through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let shown = "";

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("secretive");
    await testbed.lambda.setEnvironment("secretive", { PASSWORD: "hunter2-variable" });
    project = await testbed.project({ program: allSecret, env: { AWS_SECRET_ACCESS_KEY: "hunter2-key" } });
    project.write(
      "aws-config",
      "[profile hunter2-profile]\naws_access_key_id = test\naws_secret_access_key = hunter2-key\n",
    );
    Object.assign(project.env, { AWS_CONFIG_FILE: path.join(project.folder, "aws-config") });
    project.write("app/index.js", handlerSource("one"));
  });

  after(async () => {
    await testbed.stop();
  });

  it("none is in state or output in clear after a deploy, a refresh with drift and a repair", async () => {
    for (const run of [
      () => project.up(),
      () => project.refresh("--diff"),
      () => project.preview("--diff"),
      () => project.up("--diff"),
    ]) {
      const result = await run();
      expect(result.code, result.text).to.equal(0);
      shown += result.text;
      await testbed.lambda.deployBehindPulumi("secretive", handlerZip(`drift ${shown.length}`));
      const refreshed = await project.refresh("--diff");
      shown += refreshed.text;
    }
    expect(shown).not.to.match(seed);
    expect(JSON.stringify(project.functionCodes())).not.to.match(seed);
  });

  it("none is in state or output in clear after a deploy that failed half-way", async () => {
    testbed.wire.intercept = ({ operation }) => (operation === "PublishVersion" ? denied : undefined);
    project.write("app/index.js", handlerSource("two"));
    const failed = await project.up();
    testbed.wire.intercept = undefined;
    expect(failed.code, failed.text).not.to.equal(0);
    expect(failed.text + JSON.stringify(project.functionCodes())).not.to.match(seed);
    expect(project.functionCode().initErrors).to.have.lengthOf(1);
  });

  it("none is shown by the failures of a check, one for each argument", async () => {
    project.writeProgram(badSecrets);
    const { code, text } = await project.preview();
    expect(code, text).not.to.equal(0);
    for (const name of [
      "ignore",
      "codeSha256",
      "publish",
      "versionDescription",
      "aws.endpoint",
      "aws.profile",
      "roleArn",
    ]) {
      expect(text).to.contain(name);
    }
    expect(text).not.to.match(seed);
  });
});
