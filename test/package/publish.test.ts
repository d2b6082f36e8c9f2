import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type EmptyRegistry, startEmptyRegistry } from "../support/emptyRegistry.js";
import { runCommand } from "../support/engine/runCommand.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("npm publish --dry-run", () => {
  let registry: EmptyRegistry;
  let folder: string;

  before(async () => {
    registry = await startEmptyRegistry();
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-publish-"));
  });
  after(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("would publish the package, warns of nothing, and leaves the registry as it is", async () => {
    const { name, version } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as Manifest;
    const { code, text, warnings } = await dryRun(repositoryRoot);
    expect(code, text).to.equal(0);
    expect(warnings).to.deep.equal([]);
    expect(text).to.include(`+ ${name}@${version}`);
    expect([...new Set(registry.requests)]).to.deep.equal([`GET /${name}`]);
  });

  it("would be told of a manifest that npm has to correct", async () => {
    const manifest = {
      name: "corrected",
      version: "1.0.0",
      bin: "./missing.js",
      repository: "github:example/corrected",
    };
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    const { warnings } = await dryRun(folder);
    expect(warnings.join("\n")).to.match(/auto-corrected/);
  });

  /** Against a registry of our own, with a token for it, and without the settings of whoever runs the tests. */
  async function dryRun(cwd: string): Promise<{ code: number; text: string; warnings: string[] }> {
    const own = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name));
    const flags = [
      ...["--userconfig", path.join(folder, "npmrc"), "--cache", path.join(folder, "cache"), "--noproxy", "127.0.0.1"],
      ...["--registry", registry.url, `--${registry.url.replace("http:", "")}:_authToken=none`],
    ];
    // Lifecycle scripts are left out: a `prepare` that builds would race with the tests that read dist/.
    const args = ["publish", "--dry-run", "--access", "public", "--ignore-scripts", "--no-update-notifier", ...flags];
    const { code, text } = await runCommand("npm", args, { cwd, env: Object.fromEntries(own), deadlineSeconds: 200 });
    const warnings = text.split("\n").filter((line) => /^npm warn /i.test(line));
    // A setting that npm does not know, in a file of the machine's.
    return { code, text, warnings: warnings.filter((line) => !/ Unknown (global|builtin) config/.test(line)) };
  }
});

interface Manifest {
  name: string;
  version: string;
}
