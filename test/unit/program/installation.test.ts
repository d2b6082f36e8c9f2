import { tmpdir } from "node:os";
import { expect } from "chai";
import { installationProblem, type ProgramProcess } from "#lib/program/installation.js";
import { provider } from "#lib/program/providerStub.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";

const stub = Object.values(provider).map(String);
const sound: ProgramProcess = { versions: {}, nodeOptions: "", hasEngine: true, stub, folders: [repositoryRoot] };

function problem(process: Partial<ProgramProcess>): string | undefined {
  return installationProblem({ ...sound, ...process });
}

describe("the check of the installation", () => {
  it("takes a program whose folder has the package", () => {
    expect(problem({})).to.equal(undefined);
  });

  it("names the folder from which the provider's process could not import the package, and says what to add", () => {
    expect(problem({ folders: [tmpdir()] }))
      .to.contain(`cannot be imported from ${tmpdir()}`)
      .and.to.contain("Add it to the dependencies");
  });

  it("takes an inline program whose host was started elsewhere, where the package lies beside the host", () => {
    expect(problem({ folders: [tmpdir(), repositoryRoot] })).to.equal(undefined);
  });

  it("refuses a stub that a bundler has written, in which the import is gone, and says how to leave the package out", () => {
    const [check = "", ...others] = stub;
    const bundled = check.replace(/import\([^)]*\)/, "Promise.resolve().then(() => __toESM(require_provider()))");
    expect(bundled).not.to.equal(check);
    expect(problem({ stub: [bundled, ...others] })).to.contain("--external:pulumi-lambda-code");
    expect(problem({ stub: [bundled, ...others], hasEngine: false })).to.equal(undefined);
    const minified = stub.map((text) => text.replaceAll('"', "'").replaceAll(" => ", "=>"));
    expect(problem({ stub: minified }), "the import is still there").to.equal(undefined);
  });

  it("refuses Yarn Plug'n'Play, but for the loader with which the provider's import works", () => {
    const versions = { pnp: "3" };
    expect(problem({ versions, nodeOptions: "--require /p/.pnp.cjs" })).to.contain("nodeLinker: node-modules");
    const nodeOptions = "--require /p/.pnp.cjs --experimental-loader file:///p/.pnp.loader.mjs";
    expect(problem({ versions, nodeOptions })).to.equal(undefined);
  });

  it("asks nothing of unit tests with Pulumi's mocks, which start no provider", () => {
    expect(problem({ hasEngine: false, folders: [tmpdir()], versions: { pnp: "3" } })).to.equal(undefined);
  });

  it("refuses Bun everywhere, for Pulumi cannot even serialize a provider there", () => {
    expect(problem({ versions: { bun: "1.4.5" }, hasEngine: false })).to.contain("Node.js");
  });
});
