import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { provider } from "#lib/program/providerStub.js";
import { DynamicHost } from "../support/dynamicHost.js";
import { runCommand } from "../support/engine/runCommand.js";
import { packInto } from "../support/packedPackage.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { typeErrors } from "../support/typeErrors.js";

const program = `import { FunctionCode } from "pulumi-lambda-code";
const api = new FunctionCode("api", { functionName: "orders-api", code: "./dist", publish: true });
export const version = api.version;
`;

// A package.json of its own ends self-reference: here the name means the tarball's content, as it does for users.
// The dependencies are found further up, in the repository.
describe("the package as npm would install it", () => {
  let folder = "";

  before(async () => {
    const parent = path.join(repositoryRoot, ".cache", "package-tests");
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(path.join(parent, "consumer-"));
    const installed = path.join(folder, "node_modules", "pulumi-lambda-code");
    mkdirSync(installed, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    // Relative, for some take what is before the colon of a Windows path for a host.
    const from = path.relative(installed, path.join(folder, await packInto(folder))).replaceAll("\\", "/");
    const unpacked = await runCommand("tar", ["-xzf", from, "--strip-components", "1"], {
      cwd: installed,
      env: process.env,
      deadlineSeconds: 200,
    });
    expect(unpacked.code, unpacked.text).to.equal(0);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, options] of [
    ["CommonJS", { module: ts.ModuleKind.Node20 }],
    ["the older node16 resolution", { module: ts.ModuleKind.Node16 }],
    // That of Pulumi's own compiler, for programs without a tsconfig.json; it knows no "exports".
    ["the oldest resolution", { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
    ["a bundler's resolution", { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ] as const) {
    it(`gives its types to a program compiled for ${name}`, () => {
      const files = ["", "/plugin"].map((face, index) => {
        const file = path.join(folder, `index${index}.ts`);
        writeFileSync(file, program.replace("pulumi-lambda-code", `pulumi-lambda-code${face}`));
        return file;
      });
      expect(typeErrors(files, options)).to.deep.equal([]);
    });
  }

  it("starts as a command, by a file that is executable and loads neither Pulumi nor the AWS SDK for its help", async () => {
    const manifest = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as Manifest;
    const file = path.join(folder, "node_modules", "pulumi-lambda-code", manifest.bin["pulumi-lambda-code"]);
    const script = `process.on("exit", () => console.log(Object.keys(require.cache).join("\\n"))); require(${JSON.stringify(file)})`;
    const options = { cwd: folder, env: process.env, deadlineSeconds: 60 };
    const { stdout, text } = await runCommand(process.execPath, ["-e", script], options);
    expect(stdout, text).to.contain("Usage: pulumi-lambda-code");
    expect(stdout).not.to.match(/@pulumi|@aws-sdk/);
    // Windows knows no such permission, and starts it by Node.
    if (process.platform !== "win32") {
      const { stdout } = await runCommand(file, ["--version"], options);
      expect(stdout).to.equal(`${manifest.version}\n`);
    }
  });

  it("answers in the provider's process, found by its name", async () => {
    const host = await DynamicHost.start({ provider, cwd: folder, recordModules: true });
    try {
      const { failures } = await host.check({}, {});
      expect(failures.map(({ reason }) => reason).join("\n")).to.contain("functionName is required");
      const ours = host.loadedModules().filter((file) => file.includes("pulumi-lambda-code"));
      expect(ours).to.include(path.join(folder, "node_modules", "pulumi-lambda-code", "dist", "provider.js"));
    } finally {
      await host.stop();
    }
  });
});

interface Manifest {
  version: string;
  bin: Record<"pulumi-lambda-code", string>;
}
