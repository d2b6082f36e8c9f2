import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { FunctionCode as FunctionCodeClass } from "#lib/program/functionCode.js";

class AwsProvider extends pulumi.ProviderResource {
  constructor(name: string) {
    super("aws", name, { region: "eu-west-1" });
  }
}

class OtherProvider extends pulumi.ProviderResource {
  constructor(name: string) {
    super("random", name, {});
  }
}

class Component extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("test:index:Component", name, {}, opts);
  }
}

describe("an explicit aws.Provider", () => {
  let FunctionCode: typeof FunctionCodeClass;
  const args = { functionName: "f", code: "./dist" };
  const refusal = /"api": an explicit aws.Provider is in force by .*Give what it says as aws.*aws: {} stands for/;

  before(async () => {
    ({ FunctionCode } = await import("#lib/program/functionCode.js"));
    await pulumi.runtime.setMocks({
      newResource: ({ inputs, name }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    });
  });

  const places: Record<string, () => pulumi.CustomResourceOptions> = {
    "by the option provider": () => ({ provider: new AwsProvider("a") }),
    "on a component around it": () => ({ parent: new Component("d", { providers: [new AwsProvider("d")] }) }),
    "on a component around its component": () => ({
      parent: new Component("f", { parent: new Component("e", { provider: new AwsProvider("e") }) }),
    }),
    "by a transformation": () => {
      const provider = new AwsProvider("g");
      return {
        transformations: [
          ({ props, opts }: pulumi.ResourceTransformationArgs) => ({ props, opts: { ...opts, provider } }),
        ],
      };
    },
  };
  for (const [place, options] of Object.entries(places)) {
    it(`${place} is an error where the resource says no aws, and none where it does, be it empty`, () => {
      expect(() => new FunctionCode("api", args, options())).to.throw(pulumi.RunError, refusal);
      expect(new FunctionCode("api", { ...args, aws: {} }, options())).to.be.instanceOf(FunctionCode);
      expect(new FunctionCode("api", { ...args, aws: { region: "us-east-1" } }, options())).to.be.instanceOf(
        FunctionCode,
      );
    });
  }

  it("of another package is none of ours, nor is a component without one", () => {
    const parent = new Component("h", { providers: [new OtherProvider("h")] });
    expect(new FunctionCode("api", args, { parent })).to.be.instanceOf(FunctionCode);
    expect(new FunctionCode("api", args, { provider: new OtherProvider("i") })).to.be.instanceOf(FunctionCode);
    expect(new FunctionCode("api", args, { parent: new Component("j", {}) })).to.be.instanceOf(FunctionCode);
  });
});
