import path from "node:path";
import { expect } from "chai";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { FunctionCode } from "#lib/program/functionCode.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { ensureEngine } from "../support/engine/tools.js";

// What only a program shows: types, values that are not known before another resource is there, archives, secrets.
const typescriptProgram = `import * as pulumi from "@pulumi/pulumi";
import { FunctionCode, type FunctionCodeArgs } from "pulumi-lambda-code";

const args: FunctionCodeArgs = { functionName: "first", code: "./app", publish: true, versionDescription: pulumi.secret("hunter2") };
const first = new FunctionCode("first", args);
const second = new FunctionCode("second", {
  functionName: first.version.apply((version) => (version === "$LATEST" ? "none" : "second")),
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.FileAsset("./app/index.js"),
    lib: new pulumi.asset.FileArchive("./lib"),
  }),
  architectures: ["x86_64"],
  triggers: [first.configuration, pulumi.secret("hunter2")],
});
export const version: pulumi.Output<string> = first.version;
export const settled = pulumi.all({
  revisionId: first.revisionId,
  codeSize: first.codeSize,
  lastModified: first.lastModified,
  state: first.state,
  lastUpdateStatus: first.lastUpdateStatus,
  packageType: first.packageType,
  architectures: first.architectures,
  functionArn: first.functionArn,
  qualifiedArn: first.qualifiedArn,
});
export const secondArn: pulumi.Output<string> = second.functionArn;
`;

describe("programs of other kinds, through the real engine", () => {
  let testbed: Testbed;

  before(async () => {
    testbed = await Testbed.start();
    const names = ["first", "second", "inline"];
    await Promise.all(names.map((name) => testbed.lambda.createFunction(name)));
  });

  after(async () => {
    await testbed.stop();
  });

  it("a TypeScript program with unknown names, secret triggers and an archive of assets previews, deploys and settles", async () => {
    // AWS_REGION unset: the Region is the stack's.
    const project = await testbed.project({
      program: typescriptProgram,
      language: "typescript",
      config: { "aws:region": "us-east-1" },
      env: { AWS_REGION: "" },
    });
    project.write("app/index.js", handlerSource("typed"));
    project.write("lib/more.js", "exports.more = 1;\n");
    const preview = await testbed.counted(() => project.preview());
    expect(preview.result.code, preview.result.text).to.equal(0);
    expect(preview.result.text).to.contain("3 to create");
    expect(preview.operations).to.deep.equal([]);

    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    const { version, settled } = await project.outputs();
    expect(version).to.equal("1");
    const first = project.functionCodes().find(({ urn }) => urn.endsWith("::first"));
    expect(first?.outputs).to.deep.include(settled).and.to.include({ lastUpdateStatus: "Successful" });
    expect(up.text, "no secret").to.match(/lastUpdateStatus\s*: "Successful"/);
    expect(await testbed.lambda.invoke("second")).to.equal("typed");
    expect(JSON.stringify(project.functionCodes())).not.to.contain("hunter2");
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    expect(JSON.stringify(project.functionCodes()), "a secret stays one over a refresh").not.to.contain("hunter2");

    const again = await testbed.counted(() => project.up());
    expect(again.result.text).to.contain("3 unchanged");
    expect(again.operations).to.deep.equal([]);

    // The first one's version is about to change, so the second one's name is unknown again: an update, no replacement.
    project.write("app/index.js", handlerSource("typed again"));
    const changed = await project.preview();
    expect(changed.text).to.contain("2 to update").and.not.to.contain("replace");
    const second = await project.up();
    expect(second.code, second.text).to.equal(0);
    expect(second.text).to.contain("2 updated");
    expect(await testbed.lambda.invoke("second")).to.equal("typed again");
  });

  it("an inline program of the Automation API deploys; AWS_* of its envVars reach the provider", async () => {
    const pulumiCommand = await PulumiCommand.get({ root: path.dirname(await ensureEngine()) });
    const project = await testbed.project({ program: "" });
    project.write("app/index.js", handlerSource("inline"));
    const stack = await LocalWorkspace.createOrSelectStack(
      {
        stackName: "inline",
        projectName: "inline",
        // An inline program's provider runs in this process's folder, so the path is a whole one.
        program: () => {
          const code = new FunctionCode("code", { functionName: "inline", code: path.join(project.folder, "app") });
          return Promise.resolve({ codeSha256: code.codeSha256 });
        },
      },
      { pulumiCommand, envVars: project.env, pulumiHome: project.env["PULUMI_HOME"] },
    );
    const up = await stack.up();
    expect(up.summary.resourceChanges).to.deep.equal({ create: 2 });
    expect(up.outputs["codeSha256"]?.value).to.equal(await testbed.lambda.codeSha256("inline"));
    const { operations } = await testbed.counted(async () => {
      expect((await stack.preview()).changeSummary).to.deep.equal({ same: 2 });
    });
    expect(operations).to.deep.equal([]);
    await stack.destroy();
    expect(await testbed.lambda.invoke("inline")).to.equal("inline");
  });
});
