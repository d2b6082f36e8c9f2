import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import {
  generateSdks,
  installForPython,
  moduleForGo,
  packageForNode,
  runTool,
} from "../support/languages/generatedSdks.js";
import { languageTools } from "../support/languages/languageTools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("the SDKs generated from the schema", () => {
  let folder: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-sdks-"));
    await generateSdks(folder);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("for Go passes go vet", async () => {
    const { goEnv } = await languageTools();
    await runTool("go", ["vet", "./..."], await moduleForGo(folder), goEnv);
  });

  it("for Python is installed by pip, imported without a warning, and has all that it says it requires", async () => {
    const { virtualenv } = await languageTools();
    const target = path.join(folder, "site-packages");
    expect(await installForPython(folder, target)).to.equal("");
    const python = (...args: string[]) =>
      runTool(path.join(virtualenv, "bin/python"), args, folder, { PYTHONPATH: target });
    const program =
      "import pulumi_lambdacode as it; print(it.FunctionCode.__name__, it.FunctionRelease.__name__, it.Provider.__name__)";
    expect((await python("-W", "error", "-c", program)).stdout).to.equal("FunctionCode FunctionRelease Provider\n");
    await python("-m", "pip", "--disable-pip-version-check", "check");
  });

  it("for Node is compiled by tsc, with the settings that it brings", async () => {
    const tsc = path.join(repositoryRoot, "node_modules/typescript/bin/tsc");
    await runTool(process.execPath, [tsc, "-p", packageForNode(folder)], folder);
    expect(existsSync(path.join(folder, "nodejs/bin/functionCode.js"))).to.equal(true);
  });
});

describe("node tools/sdk.mjs", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-sdk-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const faults: [string, object, RegExp][] = [
    ["a reference that leads nowhere", { $ref: "#/types/lambdacode:index:Nothing" }, /lambdacode:index:Nothing/],
    ["a type that is none", { type: "text" }, /text/],
    ["a key that is misspelt", { type: "string", desciption: "a text" }, /unknown field "desciption"/],
  ];

  for (const [name, property, message] of faults) {
    it(`writes nothing and ends with 1 where the schema has ${name}`, async () => {
      const resource = { properties: { text: property }, inputProperties: {} };
      writeSchema({ name: "lambdacode", version: "0.1.0", resources: { "lambdacode:index:FunctionCode": resource } });
      const error = await generate().catch((thrown: unknown) => thrown as Error);
      expect(error).to.be.an("error").with.nested.property("cause.code", 1);
      expect((error as Error).message).to.match(message);
      expect(existsSync(path.join(folder, "out"))).to.equal(false);
    });
  }

  it("leaves what is there already, and says so", async () => {
    writeSchema({ name: "lambdacode", version: "0.1.0" });
    const kept = path.join(folder, "out/go/kept");
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, "kept");
    const error = await generate().catch((thrown: unknown) => thrown as Error);
    expect(String(error)).to.include(`${path.dirname(kept)} is there already: remove it, or name another folder`);
    expect(readdirSync(path.join(folder, "out"))).to.deep.equal(["go"]);
    expect(readFileSync(kept, "utf8")).to.equal("kept");
  });

  function writeSchema(schema: object): void {
    writeFileSync(path.join(folder, "schema.json"), JSON.stringify(schema));
  }

  function generate(): Promise<unknown> {
    const args = ["out", "--schema", "schema.json"];
    return runTool(process.execPath, [path.join(repositoryRoot, "tools/sdk.mjs"), ...args], folder);
  }
});
