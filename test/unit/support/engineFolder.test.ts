import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { describeWhere } from "../../support/fileSystem.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";

const node = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
const yaml = "pulumi-language-yaml";

// Builds what the folder it runs in is named after, as `go build -ldflags … -o FOLDER/ tool` would, and writes down each.
const fakeGo = [
  "#!/bin/sh",
  "PATH=/usr/bin:/bin",
  'host=$(basename "$PWD")',
  'case "$1" in',
  "  env) echo go1.99.0 ;;",
  '  build) echo "built $host" >> "$GO_LOG"; echo new > "$5/pulumi-$host"; chmod 755 "$5/pulumi-$host" ;;',
  "esac",
].join("\n");

// With fakes of pulumi and of go, which are scripts for a shell.
describeWhere("hasModes", "npm run engine", () => {
  let folder: string;
  let onPath: string;
  let cache: string;
  let cached: string;
  let log: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-engine-"));
    [onPath, cache, log] = ["path", "cache", "go.log"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    cached = path.join(cache, `engine-3.250.0-${process.platform}-${process.arch}`, "bin");
    putScript(onPath, "go", fakeGo);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("completes an engine of before that has no host for YAML: builds that alone, once, and leaves the old as it is", async () => {
    putEngine(cached, node);
    const found = await printed();
    expect(readdirSync(found)).to.have.members([...node, yaml]);
    expect(statSync(path.join(found, "pulumi")).ino).to.equal(statSync(path.join(cached, "pulumi")).ino);
    expect(readdirSync(cached)).to.have.members(node);
    expect(await printed()).to.equal(found);
    expect(readFileSync(log, "utf8")).to.equal("built language-yaml\n");
  });

  it("prints a kept engine itself where that has all hosts, as a download of Pulumi's own", async () => {
    putEngine(cached, [...node, yaml]);
    expect(await printed()).to.equal(cached);
  });

  it("takes the pulumi on PATH only with the host for YAML beside it", async () => {
    putEngine(cached, [...node, yaml]);
    putEngine(onPath, node);
    expect(await printed()).to.equal(cached);
    putEngine(onPath, [yaml]);
    expect(await printed()).to.equal(onPath);
  });

  it("says what to do where the host can be neither found nor built", async () => {
    putEngine(cached, node);
    putScript(onPath, "go", "#!/bin/sh\necho go1.20.1\n");
    const refusal = await printed().catch((error: unknown) => String(error));
    expect(refusal).to.include(
      "pulumi-language-yaml, could not be built: Go is go1.20.1; building language-yaml takes",
    );
    expect(refusal).to.include(
      "Install Pulumi 3.216.0 or newer, which has it, or Go 1.25.11 or newer, and run it again.",
    );
  });

  async function printed(): Promise<string> {
    const env = { PATH: onPath, PULUMI_LAMBDA_CODE_CACHE: cache, GO_LOG: log };
    const script = path.join(repositoryRoot, "tools/engine.mjs");
    return (await promisify(execFile)(process.execPath, [script], { env })).stdout.trim();
  }
});

function putEngine(bin: string, files: readonly string[]): void {
  for (const file of files) {
    putScript(bin, file, "#!/bin/sh\necho v3.250.0\n");
  }
}

function putScript(bin: string, name: string, text: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, name), text);
  chmodSync(path.join(bin, name), 0o755);
}
