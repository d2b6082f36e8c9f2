import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { FunctionCode } from "#lib/program/functionCode.js";
import { FunctionRelease } from "#lib/program/functionRelease.js";
import { provider } from "#lib/program/providerStub.js";
import { releaseProvider } from "#lib/program/releaseStub.js";
import { serializeProvider } from "../support/dynamicHost.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

const codeMethods = ["check", "diff", "create", "update", "read"];
const stubs = {
  FunctionCode: {
    stub: provider,
    file: "providerStub.golden.txt",
    methods: codeMethods,
    loaded: "pulumi-lambda-code/provider",
    mostBytes: 1_700,
    make: () => new FunctionCode("stub", { functionName: "orders-api", code: "./dist" }),
  },
  FunctionRelease: {
    stub: releaseProvider,
    file: "releaseStub.golden.txt",
    methods: [...codeMethods, "delete"],
    loaded: "pulumi-lambda-code/release",
    mostBytes: 1_800,
    make: () => new FunctionRelease("stub", { functionName: "orders-api", aliasName: "live", functionVersion: "42" }),
  },
};

for (const [type, { stub, file, methods, loaded, mostBytes, make }] of Object.entries(stubs)) {
  // Serialized from dist/, as users do: through tsx or ts-node the same source gives another text.
  const golden = readFileSync(path.join(repositoryRoot, "test", "package", file), "utf8");

  describe(`the text of a ${type} that lands in state`, () => {
    let text = "";

    before(async () => {
      text = await serializeProvider(stub);
    });

    it("is the golden text: another one is written into everybody's state at their next deploy, so change it knowingly", () => {
      expect(text).to.equal(golden);
    });

    it(`is what a ${type} hands to the engine`, async () => {
      const handedOver: Record<string, unknown>[] = [];
      await pulumi.runtime.setMocks({
        call: ({ inputs }) => inputs as Record<string, unknown>,
        newResource: ({ inputs, name }) => {
          handedOver.push(inputs as Record<string, unknown>);
          return { id: name, state: inputs as Record<string, unknown> };
        },
      });
      const resource = make();
      await new Promise((resolve) => resource.urn.apply(resolve));
      expect(handedOver).to.have.length(1);
      expect(handedOver[0]).to.have.property("__provider", text);
    });

    it(`takes at most ${mostBytes} bytes, twice in the state of each resource`, () => {
      expect(Buffer.byteLength(text)).to.be.at.most(mostBytes);
    });

    it("loads nothing but this package's provider, by its frozen name", () => {
      const names = [...text.matchAll(/\b(?:import|require)\(([^)]*)\)/g)].map((match) => match[1]);
      expect(names).to.deep.equal(methods.map(() => `"${loaded}"`));
    });

    it("captures nothing: each function's scope is empty, and the outermost holds the methods alone", () => {
      const scopes = [...text.matchAll(/with\((.*)\) \{/g)].map((match) => match[1]);
      const empty = "{ this: undefined, arguments: undefined }";
      expect(scopes).to.deep.equal([
        ...methods.map(() => empty),
        "{ provider: __provider, this: undefined, arguments: undefined }",
      ]);
      const fields = methods.map((method, index) => `${method}: __f${index + 1}`).join(", ");
      expect([...text.matchAll(/^var (.*)$/gm)].map((match) => match[1])).to.deep.equal([`__provider = {${fields}};`]);
    });

    it(`has these methods alone: ${methods.join(", ")}`, () => {
      // Where there is no delete the host answers Delete itself, also where this package is gone.
      expect(stub).to.have.all.keys(methods);
    });
  });
}
