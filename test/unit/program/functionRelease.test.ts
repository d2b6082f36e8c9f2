import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { digestTriggers } from "#lib/inputs/triggersDigest.js";
import { FunctionRelease } from "#lib/program/functionRelease.js";
import type { FunctionReleaseArgs } from "#lib/program/functionReleaseArgs.js";
import { FunctionRelease as ThroughPlugin } from "#lib/program/throughPlugin/functionRelease.js";

type Inputs = Record<string, unknown>;

class AwsProvider extends pulumi.ProviderResource {
  constructor(name: string) {
    super("aws", name, { region: "eu-west-1" });
  }
}

const args = { functionName: "orders-api", aliasName: "live", functionVersion: "42" };
const classes = {
  dynamic: { Release: FunctionRelease, type: "pulumi-nodejs:dynamic/lambda:FunctionRelease" },
  plugin: { Release: ThroughPlugin, type: "lambdacode:index:FunctionRelease" },
};

for (const [face, { Release, type }] of Object.entries(classes)) {
  describe(`the class FunctionRelease of the ${face} face`, () => {
    let registered: { type: string; inputs: Inputs }[];

    beforeEach(async () => {
      registered = [];
      await setMocks(registered, false);
      pulumi.runtime.setAllConfig({});
    });

    async function create(more: Partial<FunctionReleaseArgs> = {}): Promise<Inputs> {
      const resource = new Release("live", { ...args, ...more });
      await new Promise((resolve) => resource.urn.apply(resolve));
      return registered[0]?.inputs ?? {};
    }

    it("has the frozen type, which is part of every URN", async () => {
      await create();
      expect(registered[0]?.type).to.equal(type);
    });

    it("hands on the arguments as they are, and asks for its outputs", async () => {
      const steps = [{ weight: 0.1, bakeSeconds: 60 }];
      const inputs = await create({ steps, alarms: ["a"], hold: 0.1 });
      expect(inputs).to.deep.include({ ...args, steps, alarms: ["a"], hold: 0.1 });
    });

    it("gives outputs as properties, the live version in place of the wanted one", async () => {
      const { functionVersion, phase, aliasArn, keptVersions } = new Release("live", args);
      const all = pulumi.output({ functionVersion, phase, aliasArn, keptVersions });
      expect(await new Promise((resolve) => all.apply(resolve))).to.deep.equal({
        functionVersion: "41",
        phase: "Held",
        aliasArn: "arn",
        keptVersions: [{ version: "3", reason: "an alias" }],
      });
    });

    it("makes secrets of what a smoke test sends, and of triggers what they are known by", async () => {
      const inputs = await create({ smoke: { payload: { token: "hunter2" } }, triggers: ["a"] });
      const { smoke } = inputs as { smoke: Inputs };
      expect(Object.values(smoke)).to.include("1b47061264138c4ac30d75fd1eb44270");
      expect(inputs.triggers).to.deep.equal(face === "dynamic" ? digestTriggers(["a"]) : ["a"]);
    });

    it("refuses an explicit aws.Provider that it cannot read, by its own name", () => {
      expect(() => new Release("live", args, { provider: new AwsProvider("a") })).to.throw(
        pulumi.RunError,
        'FunctionRelease "live": an explicit aws.Provider is in force by its options',
      );
      expect(() => new Release("live", { ...args, triggers: [new AwsProvider("b")] })).to.throw(
        pulumi.RunError,
        'FunctionRelease "live": triggers[0] is a resource',
      );
    });
  });
}

describe("the class FunctionRelease", () => {
  it("asks for the versions that would go at previews only, so that no up has that among its inputs", async () => {
    for (const isPreview of [true, false]) {
      const registered: { type: string; inputs: Inputs }[] = [];
      await setMocks(registered, isPreview);
      const resource = new FunctionRelease("live", { ...args, retain: { versions: 3 } });
      await new Promise((resolve) => resource.urn.apply(resolve));
      expect(registered[0]?.inputs.showRetention).to.equal(isPreview ? true : undefined);
    }
  });

  it("hands on the option customTimeouts, of which Pulumi tells a dynamic provider nothing, and refuses import", async () => {
    const registered: { type: string; inputs: Inputs }[] = [];
    await setMocks(registered, false);
    const resource = new FunctionRelease("live", args, { customTimeouts: { create: "20m", update: "1h" } });
    await new Promise((resolve) => resource.urn.apply(resolve));
    expect(registered[0]?.inputs.customTimeouts).to.deep.equal({ createSeconds: 1_200, updateSeconds: 3_600 });
    expect(() => new FunctionRelease("live", args, { import: "arn" })).to.throw(
      pulumi.RunError,
      'FunctionRelease "live": import does not work for dynamic resources (pulumi/pulumi#3550), and is not needed. Take it out: the first up takes the alias over',
    );
  });
});

async function setMocks(registered: { type: string; inputs: Inputs }[], isPreview: boolean): Promise<void> {
  const live = {
    functionVersion: "41",
    phase: "Held",
    aliasArn: "arn",
    keptVersions: [{ version: "3", reason: "an alias" }],
  };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, inputs, name }) => {
        registered.push({ type, inputs: inputs as Inputs });
        return { id: `${name}-id`, state: { ...(inputs as Inputs), ...live } };
      },
      call: ({ inputs }) => inputs as Inputs,
    },
    "project",
    "stack",
    isPreview,
  );
}
