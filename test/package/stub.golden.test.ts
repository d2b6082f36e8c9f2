import { readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { FunctionCode } from "#lib/program/functionCode.js";
import { FunctionRelease } from "#lib/program/functionRelease.js";
import { provider } from "#lib/program/providerStub.js";
import { releaseStub } from "#lib/program/releaseStub.js";
import { serializeProvider } from "../support/dynamicHost.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

const codeMethods = ["check", "diff", "create", "update", "read"];

const stubs = {
  FunctionCode: {
    textOf: () => serializeProvider(provider),
    file: "providerStub.golden.txt",
    loaded: "pulumi-lambda-code/provider",
    // Where there is no delete the host answers Delete itself, also where this package is gone.
    methods: codeMethods,
    mostBytes: 1_700,
    make: () => new FunctionCode("stub", { functionName: "orders-api", code: "./dist" }),
  },
  FunctionRelease: {
    textOf: () => Promise.resolve(releaseStub),
    file: "releaseStub.golden.txt",
    loaded: "pulumi-lambda-code/release",
    methods: [...codeMethods, "delete"],
    mostBytes: 300,
    make: () => new FunctionRelease("stub", { functionName: "orders-api", aliasName: "live", functionVersion: "42" }),
  },
};

for (const [type, { textOf, file, loaded, methods, mostBytes, make }] of Object.entries(stubs)) {
  // FunctionCode's is serialized from dist/, as users do: through tsx or ts-node the same source gives another text.
  const golden = readFileSync(path.join(repositoryRoot, "test", "package", file), "utf8");

  describe(`the text of a ${type} that lands in state`, () => {
    let text = "";

    before(async () => {
      text = await textOf();
    });

    it("is the golden text: another one is written into everybody's state at their next deploy, so change it knowingly", () => {
      expect(text).to.equal(golden);
    });

    it(`is what a ${type} hands to the engine, as a dynamic resource`, async () => {
      const handedOver: [type: string, inputs: Record<string, unknown>][] = [];
      await pulumi.runtime.setMocks({
        call: ({ inputs }) => inputs as Record<string, unknown>,
        newResource: ({ type: token, inputs, name }) => {
          handedOver.push([token, inputs as Record<string, unknown>]);
          return { id: name, state: inputs as Record<string, unknown> };
        },
      });
      const resource = make();
      await new Promise((resolve) => resource.urn.apply(resolve));
      expect(handedOver).to.have.length(1);
      const [[token, inputs] = []] = handedOver;
      expect(token).to.equal(`pulumi-nodejs:dynamic/lambda:${type}`);
      expect(inputs).to.have.property("__provider", text);
    });

    it(`takes at most ${mostBytes} bytes, twice in the state of each resource`, () => {
      expect(Buffer.byteLength(text)).to.be.at.most(mostBytes);
    });

    it("loads nothing but this package's provider, by its frozen name", () => {
      const names = new Set([...text.matchAll(/\b(?:import|require)\(([^)]*)\)/g)].map((match) => match[1]));
      expect([...names]).to.deep.equal([`"${loaded}"`]);
    });

    it(`answers Pulumi's host a provider with these methods alone: ${methods.join(", ")}`, () => {
      expect(run(text)).to.have.all.keys(methods);
    });
  });
}

describe("the text of a FunctionCode that lands in state", () => {
  it("captures nothing: each function's scope is empty, and the outermost holds the methods alone", async () => {
    const text = await serializeProvider(provider);
    const scopes = [...text.matchAll(/with\((.*)\) \{/g)].map((match) => match[1]);
    const empty = "{ this: undefined, arguments: undefined }";
    expect(scopes).to.deep.equal([
      ...codeMethods.map(() => empty),
      "{ provider: __provider, this: undefined, arguments: undefined }",
    ]);
    const fields = codeMethods.map((method, index) => `${method}: __f${index + 1}`).join(", ");
    expect([...text.matchAll(/^var (.*)$/gm)].map((match) => match[1])).to.deep.equal([`__provider = {${fields}};`]);
  });
});

/** As Pulumi's host does it. */
function run(text: string): object {
  const context: { exports: { handler?: () => object } } = { exports: {} };
  runInNewContext(text, context);
  // An object of that context has another prototype than ours.
  return { ...context.exports.handler?.() };
}
