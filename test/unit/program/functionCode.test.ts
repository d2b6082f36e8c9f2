import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { FunctionCode as FunctionCodeClass } from "#lib/program/functionCode.js";
import type { FunctionCodeArgs } from "#lib/program/functionCodeArgs.js";

type Inputs = Record<string, unknown>;

describe("functionCode", () => {
  let answer: Inputs;
  let registered: { type: string; inputs: Inputs }[];
  let FunctionCode: typeof FunctionCodeClass;

  before(async () => {
    ({ FunctionCode } = await import("#lib/program/functionCode.js"));
  });

  beforeEach(async () => {
    registered = [];
    answer = {};
    await pulumi.runtime.setMocks({
      newResource: ({ type, inputs, name }) => {
        registered.push({ type, inputs: inputs as Inputs });
        return { id: `${name}-id`, state: { ...(inputs as Inputs), version: "7", ...answer } };
      },
      call: ({ inputs }) => inputs as Inputs,
    });
    pulumi.runtime.setAllConfig({});
  });

  async function create(args: FunctionCodeArgs, opts?: pulumi.CustomResourceOptions): Promise<Inputs> {
    const resource = new FunctionCode("api", args, opts);
    await new Promise((resolve) => resource.urn.apply(resolve));
    return registered[0]?.inputs ?? {};
  }

  it("has the frozen type, which is part of every URN", async () => {
    await create({ functionName: "f", code: "./dist" });
    expect(registered[0]?.type).to.equal("pulumi-nodejs:dynamic/lambda:FunctionCode");
  });

  it("hands on the arguments as they are, and does not change the object given", async () => {
    const args = { functionName: "f", code: "./dist", publish: true };
    const inputs = await create(args);
    expect(inputs).to.include({ functionName: "f", code: "./dist", publish: true });
    expect(args).to.deep.equal({ functionName: "f", code: "./dist", publish: true });
  });

  it("gives outputs as properties", async () => {
    const resource = new FunctionCode("api", { functionName: "f", code: "./dist" });
    expect(await new Promise((resolve) => resource.version.apply(resolve))).to.equal("7");
    expect(resource.previousVersion).not.to.equal(undefined);
    expect(resource.configuration).not.to.equal(undefined);
  });

  it("gives fields of the configuration as outputs of their own, which are no secrets", async () => {
    const fields = {
      ...{ revisionId: "r", codeSize: 5, lastModified: "m", state: "Active", lastUpdateStatus: "Successful" },
      ...{ signingJobArn: "j", signingProfileVersionArn: "p" },
    };
    answer = { configuration: pulumi.secret(JSON.stringify({ ...fields, memorySize: 128 })) };
    const api = new FunctionCode("api", { functionName: "f", code: "./dist" });
    const { revisionId, codeSize, lastModified, state, lastUpdateStatus } = api;
    const { signingJobArn, signingProfileVersionArn, configuration } = api;
    const settled = { revisionId, codeSize, lastModified, state, lastUpdateStatus };
    const all = pulumi.output({ ...settled, signingJobArn, signingProfileVersionArn });
    expect(await new Promise((resolve) => all.apply(resolve))).to.deep.equal(fields);
    expect([await pulumi.isSecret(configuration), await pulumi.isSecret(all)]).to.deep.equal([true, false]);
  });

  it("gives the configuration as an object, whether state has it as text or, as before, as an object", async () => {
    const fields = { memorySize: 128, vpcConfig: { subnetIds: ["s"] } };
    for (const stored of [JSON.stringify(fields), fields]) {
      answer = { configuration: pulumi.secret(stored) };
      const { configuration } = new FunctionCode("api", { functionName: "f", code: "./dist" });
      const memorySize = configuration.apply((all) => all.memorySize);
      const seen = pulumi.all([configuration, memorySize]);
      expect(await new Promise((resolve) => seen.apply(resolve))).to.deep.equal([fields, 128]);
      expect([await pulumi.isSecret(configuration), await pulumi.isSecret(memorySize)]).to.deep.equal([true, true]);
    }
  });

  it("gives the configuration to a callback that Pulumi serializes, as a value", async () => {
    answer = { configuration: JSON.stringify({ memorySize: 128 }) };
    const { configuration } = new FunctionCode("api", { functionName: "f", code: "./dist" });
    const api = new FunctionCode("other", { functionName: "f", code: "./dist" });
    const { text } = await pulumi.runtime.serializeFunction(() => [
      configuration.get().memorySize,
      api.configuration.get().memorySize,
    ]);
    expect(text.match(/memorySize: 128/g)).to.have.length(2);
    expect(text).not.to.include("JSON.parse");
  });

  it("gives what an endpoint that leaves them out means by it: a zip, for x86_64", async () => {
    answer = { configuration: "{}" };
    const { packageType, architectures, codeSize } = new FunctionCode("api", { functionName: "f", code: "./dist" });
    const all = pulumi.output({ packageType, architectures, codeSize });
    expect(await new Promise((resolve) => all.apply(resolve))).to.deep.equal({
      packageType: "Zip",
      architectures: ["x86_64"],
      codeSize: undefined,
    });
  });

  it("gives the resource's id as the ARN, and with the version behind it as the qualified one", async () => {
    const { functionArn, qualifiedArn } = new FunctionCode("api", { functionName: "f", code: "./dist" });
    const all = pulumi.output([functionArn, qualifiedArn]);
    expect(await new Promise((resolve) => all.apply(resolve))).to.deep.equal(["api-id", "api-id:7"]);
  });

  it("gives an argument that is an output, too, as Pulumi does", async () => {
    const api = new FunctionCode("api", { functionName: "f", code: "./dist", architectures: ["arm64"] });
    expect(await new Promise((resolve) => api.architectures.apply(resolve))).to.deep.equal(["arm64"]);
  });

  it("has every output among its own keys, which are what Pulumi writes of a resource that a program exports", () => {
    const outputs = [
      ...["version", "previousVersion", "functionArn", "qualifiedArn", "codeSha256", "codeSize", "revisionId"],
      ...["lastModified", "packageType", "architectures", "state", "lastUpdateStatus", "resolvedImageUri"],
      ...["signingJobArn", "signingProfileVersionArn", "configuration", "sourceKmsKeyArn"],
    ];
    const api = new FunctionCode("api", { functionName: "f", code: "./dist", architectures: ["arm64"] });
    expect(Object.keys(api)).to.include.members(outputs);
  });

  it("makes an output that follows from others when it is asked for, and once", () => {
    const api = new FunctionCode("api", { functionName: "f", code: "./dist" });
    expect(Object.getOwnPropertyDescriptor(api, "codeSize")).to.have.property("get");
    expect(api.codeSize).to.equal(api.codeSize);
  });

  it("gives an output as a secret that `additionalSecretOutputs` names, also one that follows from others", async () => {
    answer = { configuration: JSON.stringify({ codeSize: 4 }), codeSize: pulumi.secret(5) };
    const options = { additionalSecretOutputs: ["codeSize"] };
    const { codeSize } = new FunctionCode("api", { functionName: "f", code: "./dist" }, options);
    expect(await pulumi.isSecret(codeSize)).to.equal(true);
    expect(await new Promise((resolve) => codeSize.apply(resolve))).to.equal(5);
  });

  it("hands on `customTimeouts` in seconds, for check to make `timeoutSeconds` of", async () => {
    const customTimeouts = { create: "1h", update: "90s", delete: "1m" };
    const inputs = await create({ functionName: "f", code: "./dist" }, { customTimeouts });
    expect(inputs).to.deep.include({ customTimeouts: { createSeconds: 3600, updateSeconds: 90 } });
  });

  it("gives those as undefined where there is no configuration", async () => {
    const { state } = new FunctionCode("api", { functionName: "f", code: "./dist" });
    expect(await new Promise((resolve) => state.apply(resolve))).to.equal(undefined);
  });

  it("hands on an argument that is none, for check to say so", async () => {
    const inputs = await create({ functionName: "f", code: "./dist", state: "x", other: "y" } as FunctionCodeArgs);
    expect(inputs).to.include({ state: "x", other: "y" });
  });

  it("names no argument to Pulumi that is left open", async () => {
    const open = new FunctionCode("api", { functionName: "f", code: "./dist", triggers: undefined, ignore: undefined });
    await new Promise((resolve) => open.urn.apply(resolve));
    for (const name of ["triggers", "ignore", "dryRun", "showFiles", "sourceFunction", "publish"]) {
      expect(open).not.to.have.property(name);
    }
  });

  it("costs no stack trace for each property, and still tells where in the program a wrong name is", async () => {
    const { stackTraceLimit } = Error;
    let limitMeanwhile: number | undefined;
    const options = {
      get protect() {
        limitMeanwhile = Error.stackTraceLimit;
        return false;
      },
    };
    const resource = new FunctionCode("api", { functionName: "f", code: "./dist" }, options);
    await new Promise((resolve) => resource.urn.apply(resolve));
    expect(limitMeanwhile).to.equal(0);
    expect(() => new FunctionCode("", { functionName: "f", code: "./dist" }))
      .to.throw(/Missing resource name/)
      .with.property("stack")
      .that.contains("functionCode.test");
    expect(Error.stackTraceLimit).to.equal(stackTraceLimit);
  });

  it("hands on a digest of triggers, and no value of them", async () => {
    const inputs = await create({ functionName: "f", code: "./dist", triggers: [pulumi.secret("hunter2"), 1] });
    expect(JSON.stringify(inputs)).not.to.include("hunter2");
    expect(inputs).to.have.property("triggers");
  });

  it("fills aws from the stack configuration, with the arguments before it", async () => {
    pulumi.runtime.setAllConfig({
      "aws:region": "eu-west-1",
      "aws:profile": "configured",
      "aws:allowedAccountIds": '["123456789012"]',
      "aws:endpoints": '[{"s3":"http://127.0.0.1:1"},{"lambda":"http://127.0.0.1:2"}]',
    });
    const { aws } = await create({ functionName: "f", code: "./dist", aws: { profile: "given" } });
    expect(aws).to.deep.include({
      defaultRegion: "eu-west-1",
      profile: "given",
      allowedAccountIds: ["123456789012"],
      endpoint: "http://127.0.0.1:2",
    });
  });

  it("lets no argument left open switch a default of the stack off", async () => {
    pulumi.runtime.setAllConfig({ "aws:profile": "configured", "aws:allowedAccountIds": '["123456789012"]' });
    const open = { profile: undefined, allowedAccountIds: undefined };
    const { aws } = await create({ functionName: "f", code: "./dist", aws: open });
    expect(aws).to.deep.include({ profile: "configured", allowedAccountIds: ["123456789012"] });
  });

  describe("with an aws that is known later only", () => {
    const roles = [{ roleArn: "arn:aws:iam::123456789012:role/deploy" }];
    const open = () => pulumi.output(undefined as unknown as string);

    beforeEach(() => {
      pulumi.runtime.setAllConfig({
        "aws:profile": "ci",
        "aws:assumeRoles": JSON.stringify(roles),
        "aws:allowedAccountIds": '["123456789012"]',
        "aws:endpoints": '[{"lambda":"http://127.0.0.1:1","s3":"http://127.0.0.1:2","sts":"http://127.0.0.1:3"}]',
      });
    });

    const stack = {
      profile: "ci",
      assumeRoles: roles,
      allowedAccountIds: ["123456789012"],
      endpoint: "http://127.0.0.1:1",
      endpoints: { s3: "http://127.0.0.1:2", sts: "http://127.0.0.1:3" },
    };
    const rows: [string, () => FunctionCodeArgs["aws"], Inputs][] = [
      ["an output of nothing", () => pulumi.output(undefined as unknown as { profile: string }), stack],
      ["an output of a Region", () => pulumi.output({ region: "eu-west-1" }), { ...stack, region: "eu-west-1" }],
      [
        "a profile, accounts and services of nothing",
        () => ({ profile: open(), allowedAccountIds: open() as never, endpoint: open(), endpoints: { sts: open() } }),
        stack,
      ],
      ["roles of nothing", () => ({ assumeRoles: Promise.resolve(undefined as unknown as []) }), stack],
      [
        "a profile",
        () => ({ profile: pulumi.output("prod"), assumeRoles: open() as never }),
        { ...stack, profile: "prod", assumeRoles: undefined },
      ],
      [
        "services",
        () => ({ endpoints: pulumi.output({ s3: "http://b", lambda: "http://b" }) }),
        {
          ...stack,
          endpoint: undefined,
          endpoints: { s3: "http://b", lambda: "http://b", sts: "http://127.0.0.1:3" },
        },
      ],
    ];
    for (const [title, aws, expected] of rows) {
      it(`takes what it leaves open from the stack, and no identity from two places: ${title}`, async () => {
        const inputs = await create({ functionName: "f", code: "./dist", aws: aws() });
        expect(inputs["aws"]).to.deep.equal(JSON.parse(JSON.stringify(expected)));
      });
    }

    it("leaves open what the unknown field decides, and nothing else", async () => {
      const unknown = pulumi.unknown as unknown as string;
      const { aws } = await create({ functionName: "f", code: "./dist", aws: { region: pulumi.output(unknown) } });
      expect(aws).to.deep.include(stack);
    });
  });

  it("marks the external id of a configured role as a secret, and reads its duration", async () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "hunter2", duration: "1h30m" };
    for (const [key, value] of [
      ["aws:assumeRoles", [role]],
      ["aws:assumeRole", role],
    ] as const) {
      registered = [];
      pulumi.runtime.setAllConfig({ [key]: JSON.stringify(value) });
      const { aws } = await create({ functionName: "f", code: "./dist" });
      const text = JSON.stringify(aws);
      expect(text, key).to.include('"durationSeconds":5400').and.to.include(role.roleArn);
      expect(text.indexOf("4dabf18193072939515e22adb298388d"), key).to.be.below(text.indexOf("hunter2")).and.above(0);
    }
  });

  it("tells check that the stack has keys, without their values", async () => {
    pulumi.runtime.setAllConfig({ "aws:accessKey": "AKIAIOSFODNN7EXAMPLE", "aws:secretKey": "hunter2" });
    const { aws } = await create({ functionName: "f", code: "./dist" });
    expect(JSON.stringify(aws))
      .to.include('"staticKeysConfigured":true')
      .and.not.match(/AKIA|hunter2/);
  });
});
