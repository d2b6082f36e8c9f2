import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { EngineProject } from "../support/engine/engineProject.js";
import type { CommandResult } from "../support/engine/runCommand.js";
import { handlerSource, handlerZip } from "../support/engine/testLambda.js";
import { BehindProxyBed, proxyPassword } from "../support/network/behindProxyBed.js";
import { awsSdkModules, forgetRecordedModules, recordingEnv } from "../support/recordedModules.js";

const staged = handlerZip("staged");
const role = "arn:aws:iam::111111111111:role/deployer";
const program = `
import { FunctionCode } from "pulumi-lambda-code";

const built = new FunctionCode("built", { functionName: "orders-api", code: "./app", publish: true });
const promoted = new FunctionCode("promoted", {
  functionName: "orders-prod",
  sourceFunction: { functionName: "orders-staging" },
});

export const version = built.version;
export const codeSha256 = promoted.codeSha256;
`;

describe("behind a proxy, through the real engine,", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "proxy-"));
  const record = path.join(folder, "modules.txt");
  let bed: BehindProxyBed;
  let project: EngineProject;

  before(async () => {
    bed = await BehindProxyBed.start(folder);
    bed.server.createFunction({ name: "orders-staging", code: staged });
    bed.server.createFunction({ name: "orders-prod" });
    project = await EngineProject.create({
      program,
      language: "typescript",
      // No endpoint anywhere: these are AWS's own names.
      config: { "aws:region": "us-east-1", "aws:assumeRoles": [{ roleArn: role }] },
      env: {
        ...recordingEnv(record),
        HTTPS_PROXY: bed.proxy.urlWithUser,
        NODE_EXTRA_CA_CERTS: bed.caFile,
      },
    });
    project.write("app/index.js", handlerSource("built"));
  });

  after(async () => {
    project.remove();
    await bed.stop();
    rmSync(folder, { recursive: true });
  });

  const run = async (work: Promise<CommandResult>): Promise<string> => {
    const { code, text } = await work;
    expect(code, text).to.equal(0);
    expect(text).not.to.contain(proxyPassword).and.not.to.contain(encodeURIComponent(proxyPassword));
    return text;
  };

  it("an up assumes its role, deploys a folder, and promotes what another function runs", async () => {
    await run(project.up());
    expect(bed.proxy.hosts()).to.have.members([
      "sts.us-east-1.amazonaws.com",
      "lambda.us-east-1.amazonaws.com",
      "awslambda-us-east-1-tasks.s3.us-east-1.amazonaws.com",
    ]);
    const codeSha256 = codeSha256Of(staged);
    expect(await project.outputs()).to.deep.equal({ version: "1", codeSha256 });
    expect(bed.server.function("orders-prod").codeSha256).to.equal(codeSha256);
  });

  it("a refresh finds the same", async () => {
    expect(await run(project.refresh())).to.match(/3 unchanged/);
  });

  it("a preview with nothing to do asks nothing but the source of the promotion", async () => {
    bed.server.journal.clear();
    expect(await run(project.preview())).to.match(/3 unchanged/);
    expect(bed.server.journal.requests().map(({ operation }) => operation)).to.deep.equal([
      "AssumeRole",
      "GetFunction",
    ]);
  });

  it("a preview of the folder alone goes nowhere, and loads neither the SDK nor anything for a proxy", async () => {
    bed.proxy.seen.length = 0;
    forgetRecordedModules(record);
    expect(await run(project.preview("--target", "**built"))).to.match(/unchanged/);
    expect(bed.proxy.seen).to.deep.equal([]);
    expect(awsSdkModules(record)).to.deep.equal([]);
  });

  it("a remote archive is fetched, by the engine and by the provider, which have their trust from different variables", async () => {
    bed.server.createFunction({ name: "orders-remote" });
    const uri = new URL(bed.server.downloads.presign("111111111111", "remote", Buffer.from(staged), ".zip"));
    uri.host = "downloads.example.test";
    const remote = await EngineProject.create({
      program: `const { asset } = require("@pulumi/pulumi");
const { FunctionCode } = require("pulumi-lambda-code");
new FunctionCode("remote", { functionName: "orders-remote", code: new asset.RemoteArchive("${uri.href}") });
`,
      config: { "aws:region": "us-east-1" },
      env: {
        HTTPS_PROXY: bed.proxy.urlWithUser,
        NODE_EXTRA_CA_CERTS: bed.caFile,
        // Of the engine, which is a Go program.
        SSL_CERT_FILE: bed.caFile,
      },
    });
    try {
      await run(remote.up());
    } finally {
      remote.remove();
    }
    expect(bed.server.function("orders-remote").codeSha256).to.equal(codeSha256Of(staged));
    expect(bed.proxy.hosts()).to.include("downloads.example.test");
  });

  it("variables in lower case work where no_proxy lists this machine, for Pulumi's own processes read them, too", async () => {
    const { HTTPS_PROXY, ...others } = project.env;
    const lower = { https_proxy: HTTPS_PROXY ?? "", no_proxy: "127.0.0.1,localhost" };
    Object.assign(project.env, lower);
    Reflect.deleteProperty(project.env, "HTTPS_PROXY");
    project.write("app/index.js", handlerSource("built again"));
    bed.proxy.seen.length = 0;
    await run(project.up());
    expect(bed.proxy.hosts()).to.include("lambda.us-east-1.amazonaws.com");
    Object.keys(lower).forEach((name) => Reflect.deleteProperty(project.env, name));
    Object.assign(project.env, others, { HTTPS_PROXY });
  });
});
