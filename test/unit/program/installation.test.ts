import { tmpdir } from "node:os";
import { expect } from "chai";
import { installationProblem, type ProgramProcess } from "#lib/program/installation.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";

function problem(process: Partial<ProgramProcess>): string | undefined {
  return installationProblem({ versions: {}, nodeOptions: "", hasEngine: true, folders: [repositoryRoot], ...process });
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
