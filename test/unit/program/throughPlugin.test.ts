import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { FunctionCode, Provider } from "#lib/program/throughPlugin/index.js";

describe("the class of the plugin", () => {
  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ inputs, name }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    });
  });

  const args = { functionName: "orders-api", code: "./dist" };

  it("refuses an explicit provider that a transformation brings, which the stack's own aws: would override", () => {
    const provider = new Provider("west", { region: "us-west-2" });
    const bringing: pulumi.ResourceTransformation = ({ props, opts }) => ({
      props,
      opts: pulumi.mergeOptions(opts, { provider }),
    });
    expect(() => new FunctionCode("brought", args, { transformations: [bringing] })).to.throw(
      'FunctionCode "brought": a transformation has brought an explicit Provider',
    );
    expect(() => new FunctionCode("given", args, { provider })).not.to.throw();
    const around = new pulumi.ComponentResource("test:index:Around", "around", {}, { providers: [provider] });
    expect(() => new FunctionCode("within", args, { parent: around })).not.to.throw();
  });
});
