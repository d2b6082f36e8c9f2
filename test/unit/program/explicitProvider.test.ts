import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { nameWithinReach } from "#lib/program/explicitProvider.js";
import type { FunctionCode as FunctionCodeClass } from "#lib/program/functionCode.js";

type Tail<F> = F extends (type: never, name: never, ...rest: infer Rest) => unknown ? Rest : never;

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

  describe("of the resource from which the function's name comes", () => {
    class Function extends pulumi.CustomResource {
      declare readonly arn: pulumi.Output<string>;
      declare readonly name: pulumi.Output<string>;

      constructor(name: string, opts?: pulumi.CustomResourceOptions) {
        super("aws:lambda/function:Function", name, { name, arn: `arn:aws:lambda:us-west-2:1:function:${name}` }, opts);
      }
    }

    /** What the class hands on of it; it refuses by an error in place of the name. */
    async function handedOn(...[argument, hasOwnAws, name]: Tail<typeof nameWithinReach>): Promise<string> {
      const known = pulumi.output(nameWithinReach("FunctionCode", "api", argument, hasOwnAws, name));
      return (known as unknown as { promise(): Promise<string> })
        .promise()
        .catch((error: unknown) => (error as Error).message);
    }

    it("is an error where that is a name alone, and nothing is said of where and as whom", async () => {
      const { name, arn } = new Function("orders", { provider: new AwsProvider("k") });
      const refusal =
        /"api": functionName is the name alone .*Give its ARN, or .* as aws,.* aws: {} stands for the stack's/;
      expect(await handedOn("functionName", false, name)).to.match(refusal);
      expect(await handedOn("functionName", false, pulumi.interpolate`${name}-copy`)).to.match(refusal);
      expect(await handedOn("functionName", true, name)).to.equal("orders");
      expect(await handedOn("functionName", false, arn)).to.match(/^arn:/);
    });

    it("is an error where it is the source's, too, whatever is said of the target", async () => {
      const { name } = new Function("orders-staging", { provider: new AwsProvider("l") });
      expect(await handedOn("sourceFunction.functionName", false, name)).to.match(/ sourceFunction.aws: {} stands for/);
      expect(await handedOn("sourceFunction.functionName", true, name)).to.equal("orders-staging");
    });

    it("is none where that is under the stack's own configuration", async () => {
      const { name } = new Function("orders-of-stack");
      expect(await handedOn("functionName", false, name)).to.equal("orders-of-stack");
      expect(await handedOn("functionName", false, "orders-of-stack")).to.equal("orders-of-stack");
    });
  });

  it("of another package is none of ours, nor is a component without one", () => {
    const parent = new Component("h", { providers: [new OtherProvider("h")] });
    expect(new FunctionCode("api", args, { parent })).to.be.instanceOf(FunctionCode);
    expect(new FunctionCode("api", args, { provider: new OtherProvider("i") })).to.be.instanceOf(FunctionCode);
    expect(new FunctionCode("api", args, { parent: new Component("j", {}) })).to.be.instanceOf(FunctionCode);
  });
});
