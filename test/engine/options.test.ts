import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programWithOptions } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

describe("the options of a resource that say what is deployed, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let edits = 0;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("optional");
    project = await testbed.project({ program: "" });
    edit();
    await upOrFail({});
  });

  after(async () => {
    await testbed.stop();
  });

  const program = (wanted: { args?: string; options?: string; before?: string }): void => {
    project.writeProgram(programWithOptions({ functionName: "optional", ...wanted }));
  };

  function edit(): void {
    edits += 1;
    project.write("app/index.js", handlerSource(`edit ${edits}`));
  }

  async function upOrFail(wanted: Parameters<typeof program>[0]): Promise<string> {
    program(wanted);
    const { code, text } = await project.up();
    expect(code, text).to.equal(0);
    return text;
  }

  const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

  it("ignoreChanges of what is not the code keeps it as it was, and the code is deployed as ever", async () => {
    const ignoring = {
      args: `publish: true, versionDescription: "new"`,
      options: `{ ignoreChanges: ["publish", "versionDescription"] }`,
    };
    expect(await upOrFail(ignoring)).to.contain("2 unchanged");
    edit();
    expect(await upOrFail(ignoring)).to.contain("1 updated");
    expect(await testbed.lambda.invoke("optional")).to.equal(`edit ${edits}`);
    expect(await project.outputs()).to.include({ version: "$LATEST" });
  });

  for (const path of ["code", "codeSha256", "*"]) {
    it(`ignoreChanges of ${path} is refused at preview, with nothing sent`, async () => {
      edit();
      program({ options: `{ ignoreChanges: ["publish", "${path}"] }` });
      const { result, operations } = await testbed.counted(() => project.preview());
      expect(result.code, result.text).not.to.equal(0);
      expect(oneLine(result.text)).to.contain(`FunctionCode "api": ignoreChanges names ${path}, but which code`);
      expect(operations).to.deep.equal([]);
    });
  }

  it("ignoreChanges of codeSha256 or * that a transform adds stops changed code, and says where that comes from", async () => {
    await upOrFail({});
    edit();
    for (const path of ["codeSha256", "*"]) {
      program({ options: `{ transforms: [${ignoring(path)}] }` });
      const { code, text } = await project.preview();
      expect(code, text).not.to.equal(0);
      expect(oneLine(text)).to.contain("a transform has put codeSha256 or * into ignoreChanges");
    }
  });

  it("ignoreChanges of code that a transform adds keeps the path, and what is found there is deployed", async () => {
    await upOrFail({});
    edit();
    const options = `{ transforms: [${ignoring("code")}] }`;
    project.write("elsewhere/index.js", handlerSource("elsewhere"));
    expect(await upOrFail({ args: `code: "./elsewhere"`, options })).to.contain("1 updated");
    expect(await testbed.lambda.invoke("optional")).to.equal(`edit ${edits}`);
  });

  it("transforms of the resource and of a component around it, and transformations, change arguments and options", async () => {
    const before = `class Around extends pulumi.ComponentResource {
      constructor(options) { super("test:index:Around", "around", {}, options); }
    }
    const publishing = ({ props, opts }) => ({ props: { ...props, publish: true }, opts });
    const described = ({ props, opts }) => ({ props: { ...props, versionDescription: "by a component" }, opts });
    const unprotected = ({ props, opts }) => ({ props: { ...props, onForeignChange: "fail" }, opts });
    const parent = new Around({ transforms: [described] });`;
    const options = `{ parent, aliases: [{ parent: pulumi.rootStackResource }], transforms: [publishing], transformations: [unprotected] }`;
    edit();
    await upOrFail({ before, options });
    const [published] = await testbed.lambda.versionConfigurations("optional");
    expect(published?.Description).to.equal("by a component");
    expect(project.functionCode().inputs).to.include({ publish: true, onForeignChange: "fail" });
    await upOrFail({ before: `${before}\n`, options: `{ aliases: [{ parent }] }` });
  });

  it("triggers that hold a resource, at any depth or within an output, are refused at preview", async () => {
    const before = `const other = new pulumi.ComponentResource("test:index:Other", "other");`;
    for (const triggers of ["[other]", "{ all: [{ other }] }", "[pulumi.output({ other })]"]) {
      program({ before, args: `triggers: ${triggers}` });
      const { result, operations } = await testbed.counted(() => project.preview());
      expect(result.code, result.text).not.to.equal(0);
      expect(oneLine(result.text)).to.match(
        /FunctionCode "api": triggers\S+ is a resource.* Give values: of a resource/,
      );
      expect(operations).to.deep.equal([]);
    }
  });

  it("replaceOnChanges changes nothing: other code is an update", async () => {
    edit();
    const text = await upOrFail({ options: `{ replaceOnChanges: ["codeSha256", "code", "*"] }` });
    expect(text).to.contain("1 updated").and.not.to.contain("replaced");
  });

  it("hideDiffs hides the hash, and not that there is a change", async () => {
    edit();
    program({ options: `{ hideDiffs: ["codeSha256"] }` });
    const { code, text } = await project.preview("--diff");
    expect(code, text).to.equal(0);
    expect(text)
      .to.contain("1 to update")
      .and.to.match(/codeSha256 \(hidden\)/);
    expect(text).not.to.match(/codeSha256\s*:/);
  });

  it("additionalSecretOutputs make a secret of an output, also of one that follows from others", async () => {
    edit();
    project.writeProgram(
      `${programWithOptions({
        functionName: "optional",
        options: `{ additionalSecretOutputs: ["version", "codeSize"] }`,
      })}exports.codeSize = code.codeSize;\nexports.state = code.state;\n`,
    );
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(up.text)
      .to.match(/codeSize\s*: \[secret\]/)
      .and.to.match(/version\s*: .*\[secret\]/)
      .and.to.match(/state\s*: "Active"/);
    const { version, codeSize, configuration, state } = project.functionCode().outputs;
    for (const secret of [version, codeSize, configuration]) {
      expect(secret).to.have.property(secretKey);
    }
    expect(state).to.equal("Active");
    expect(await project.outputs()).to.include({ codeSize: (await testbed.lambda.configuration("optional")).CodeSize });
  });
});

// How Pulumi marks a secret in state.
const secretKey = "4dabf18193072939515e22adb298388d";

const ignoring = (path: string): string =>
  `({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, { ignoreChanges: ["${path}"] }) })`;
