import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { FunctionCode } from "#lib/program/functionCode.js";
import { provider } from "#lib/program/providerStub.js";
import { serializeProvider } from "../support/dynamicHost.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

// Serialized from dist/, as users do: through tsx or ts-node the same source gives another text.
const golden = readFileSync(path.join(repositoryRoot, "test", "package", "providerStub.golden.txt"), "utf8");

describe("the text that lands in state", () => {
  let text = "";

  before(async () => {
    text = await serializeProvider(provider);
  });

  it("is the golden text: another one is written into everybody's state at their next deploy, so change it knowingly", () => {
    expect(text).to.equal(golden);
  });

  it("is what a FunctionCode hands to the engine", async () => {
    const handedOver: Record<string, unknown>[] = [];
    await pulumi.runtime.setMocks({
      call: ({ inputs }) => inputs as Record<string, unknown>,
      newResource: ({ inputs, name }) => {
        handedOver.push(inputs as Record<string, unknown>);
        return { id: name, state: inputs as Record<string, unknown> };
      },
    });
    const resource = new FunctionCode("stub", { functionName: "orders-api", code: "./dist" });
    await new Promise((resolve) => resource.urn.apply(resolve));
    expect(handedOver).to.have.length(1);
    expect(handedOver[0]).to.have.property("__provider", text);
  });

  it("takes at most 1,700 bytes, twice in the state of each resource", () => {
    expect(Buffer.byteLength(text)).to.be.at.most(1_700);
  });

  it("loads nothing but this package's provider, by its frozen name", () => {
    const loaded = [...text.matchAll(/\b(?:import|require)\(([^)]*)\)/g)].map((match) => match[1]);
    expect(loaded).to.have.length(5);
    expect(new Set(loaded)).to.deep.equal(new Set(['"pulumi-lambda-code/provider"']));
  });

  it("captures nothing: each function's scope is empty, and the outermost holds the five methods alone", () => {
    const scopes = [...text.matchAll(/with\((.*)\) \{/g)].map((match) => match[1]);
    const empty = "{ this: undefined, arguments: undefined }";
    expect(scopes).to.deep.equal([
      ...Array<string>(5).fill(empty),
      "{ provider: __provider, this: undefined, arguments: undefined }",
    ]);
    expect([...text.matchAll(/^var (.*)$/gm)].map((match) => match[1])).to.deep.equal([
      "__provider = {check: __f1, diff: __f2, create: __f3, update: __f4, read: __f5};",
    ]);
  });

  it("has no delete, so that the host answers Delete itself where this package is gone", () => {
    expect(provider).to.have.all.keys("check", "diff", "create", "update", "read");
  });
});
