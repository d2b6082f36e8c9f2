import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { awsSdkModules, forgetRecordedModules, recordedModules, recordingEnv } from "../support/recordedModules.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

// How Pulumi marks a secret in state: a signature key, and the signature of secrets (pulumi/pulumi sdk/go/common/resource).
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

describe("a folder's code through the real engine, from the first up to destroy", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let recordFile: string;
  let functionArn: string;
  let firstHash: unknown;

  before(async () => {
    testbed = await Testbed.start();
    functionArn = await testbed.lambda.createFunction("orders-api");
    const program = programOf({ code: { functionName: "orders-api", code: "./app", publish: true } });
    project = await testbed.project({ program });
    recordFile = path.join(project.folder, ".modules");
    project.write("app/index.js", handlerSource("one"));
    project.write("app/data/names.txt", "a\nb\n");
  });

  after(async () => {
    await testbed.stop();
  });

  it("up replaces the placeholder, says which code that was, and publishes version 1", async () => {
    const placeholder = await testbed.lambda.codeSha256("orders-api");
    const { result, operations } = await testbed.counted(() => project.up());
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.contain("orders-api").and.to.contain(placeholder);
    expect(operations.filter((operation) => operation === "UpdateFunctionCode")).to.have.length(1);
    const state = project.functionCode();
    firstHash = state.outputs["codeSha256"];
    expect(state.id).to.equal(functionArn);
    expect(state.outputs).to.include({
      functionArn,
      version: "1",
      qualifiedArn: `${functionArn}:1`,
      lastUpdateStatus: "Successful",
      state: "Active",
      packageType: "Zip",
      deployedCodeSha256: firstHash,
      publishedCodeSha256: firstHash,
    });
    expect(await testbed.lambda.invoke("orders-api", "1")).to.equal("one");
  });

  it("the recorded hash is that which Python computes from the bytes Lambda returns at Code.Location", async () => {
    const script =
      "import base64, hashlib, sys, urllib.request as u\n" +
      "print(base64.b64encode(hashlib.sha256(u.urlopen(sys.argv[1], timeout=20).read()).digest()).decode())";
    const location = await testbed.lambda.codeLocation("orders-api");
    const computed = execFileSync("python3", ["-c", script, location], { encoding: "utf8", timeout: 300_000 }).trim();
    expect(computed).to.equal(firstHash);
    expect(computed).to.equal(await testbed.lambda.codeSha256("orders-api"));
  });

  it("state holds the golden stub, and the configuration as a secret", () => {
    const golden = readFileSync(path.join(repositoryRoot, "test", "package", "providerStub.golden.txt"), "utf8");
    const { inputs, outputs } = project.functionCode();
    expect(inputs["__provider"]).to.equal(golden);
    expect(outputs["__provider"]).to.equal(golden);
    expect(outputs["configuration"]).to.have.property(SIGNATURE_KEY, SECRET_SIGNATURE);
  });

  it("preview and up with nothing to do change nothing, send no request and load no AWS SDK", async () => {
    Object.assign(project.env, recordingEnv(recordFile));
    for (const run of [() => project.preview(), () => project.up()]) {
      const { result, operations } = await testbed.counted(run);
      expect(result.code, result.text).to.equal(0);
      expect(result.text).to.contain("2 unchanged");
      expect(operations).to.deep.equal([]);
      expect(recordedModules(recordFile), "the record works").to.include(
        path.join(repositoryRoot, "dist", "provider.js"),
      );
      expect(awsSdkModules(recordFile)).to.deep.equal([]);
      forgetRecordedModules(recordFile);
    }
  });

  it("a preview of changed code shows the hash old => new, and sends nothing either", async () => {
    project.write("app/index.js", handlerSource("two"));
    const { result, operations } = await testbed.counted(() => project.preview("--diff"));
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.match(/~ pulumi-nodejs:dynamic\/lambda:FunctionCode: \(update\)/);
    const shown = /~ codeSha256\s*: "([^"]+)" => "([^"]+)"/.exec(result.text);
    expect(shown, result.text).not.to.equal(null);
    expect(shown?.[1]).to.equal(firstHash);
    expect(shown?.[2]).to.match(/^[A-Za-z0-9+/]{43}=$/);
    expect(operations).to.deep.equal([]);
    expect(awsSdkModules(recordFile)).to.deep.equal([]);
  });

  it("up makes the new code run as version 2, and remembers the one to go back to", async () => {
    const result = await project.up();
    expect(result.code, result.text).to.equal(0);
    expect(awsSdkModules(recordFile), "the record sees the SDK where it is loaded").not.to.be.empty;
    const { outputs } = project.functionCode();
    expect(outputs).to.include({ version: "2", previousVersion: "1" });
    expect(outputs["codeSha256"]).to.equal(await testbed.lambda.codeSha256("orders-api"));
    expect(await testbed.lambda.invoke("orders-api", "2")).to.equal("two");
    expect(await testbed.lambda.invoke("orders-api")).to.equal("two");
    expect(await project.outputs()).to.deep.equal({ code: { version: "2", codeSha256: outputs["codeSha256"] } });
  });

  it("destroy leaves the function as it is, and sends nothing", async () => {
    const before = await testbed.lambda.codeSha256("orders-api");
    const { result, operations } = await testbed.counted(() => project.destroy());
    expect(result.code, result.text).to.equal(0);
    expect(operations).to.deep.equal([]);
    expect(project.functionCodes()).to.deep.equal([]);
    expect(await testbed.lambda.codeSha256("orders-api")).to.equal(before);
    expect(await testbed.lambda.versions("orders-api")).to.deep.equal(["1", "2"]);
    expect(await testbed.lambda.invoke("orders-api")).to.equal("two");
  });
});
