import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { checkPackage } from "#lib/command/doctor/packageCheck.js";
import { checkPlugin } from "#lib/command/doctor/pluginCheck.js";
import { readProject } from "#lib/command/doctor/project.js";
import { checkEngine, checkNode, checkSdk, type Manifest } from "#lib/command/doctor/versions.js";
import type { CommandIo } from "#lib/command/commandIo.js";
import { messageOf } from "#lib/ground/errors.js";

const own: Manifest = {
  version: "0.1.0",
  engines: { node: ">=20" },
  peerDependencies: { "@pulumi/pulumi": "^3.216.0" },
  dependencies: { yauzl: "^3.0.0" },
};

describe("what the doctor sees of an installation", () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "doctor-")));
    install("pulumi-lambda-code", own);
    install("yauzl", { version: "3.0.0" });
    install("@pulumi/pulumi", { version: "3.250.0" });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (file: string, text: string) => {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text, { mode: 0o755 });
  };
  const install = (name: string, manifest: object, into = "node_modules") => {
    const exported = { "./provider": "./provider.js" };
    write(`${into}/${name}/package.json`, JSON.stringify({ name, exports: exported, ...manifest }));
    write(`${into}/${name}/provider.js`, "");
  };
  const ioOf = (PATH: string) => ({ env: { PATH } }) as unknown as CommandIo;

  it("is whether Node.js is new enough", () => {
    expect(checkNode("22.1.0", own)).to.deep.equal({ check: "node", status: "ok", text: "Node.js 22.1.0 fits >=20" });
    expect(checkNode("18.0.0", own)).to.deep.equal({
      check: "node",
      status: "mend",
      text: "Node.js 18.0.0 does not fit >=20, which pulumi-lambda-code needs. Install a newer Node.js.",
    });
  });

  it("is whether the SDK is there, new enough, and the same for the package and the program", () => {
    expect(checkSdk(folder, own)).to.include({ status: "ok", text: "@pulumi/pulumi 3.250.0 fits ^3.216.0" });
    install("@pulumi/pulumi", { version: "3.250.0" }, "node_modules/pulumi-lambda-code/node_modules");
    expect(checkSdk(folder, own).text).to.match(
      /^pulumi-lambda-code takes @pulumi\/pulumi from .*, and the program from/,
    );
    install("@pulumi/pulumi", { version: "3.100.0" });
    expect(checkSdk(folder, own).text).to.match(/^@pulumi\/pulumi 3\.100\.0 does not fit \^3\.216\.0/);
    rmSync(path.join(folder, "node_modules/@pulumi"), { recursive: true });
    expect(checkSdk(folder, own).text).to.match(/^@pulumi\/pulumi is not installed for .* Run `npm install/);
  });

  it("is whether the package can be imported, is whole, there once, and the doctor's own version", async () => {
    const look = async (versions = process.versions as Record<string, string | undefined>) =>
      (await checkPackage(folder, own, {}, versions)).map(({ status, text }) => `${status}: ${text}`);
    expect(await look()).to.deep.equal([
      `ok: pulumi-lambda-code 0.1.0 in ${path.join(folder, "node_modules/pulumi-lambda-code")}, once, with all that it depends on`,
    ]);
    expect((await look({ ...process.versions, pnp: "3" }))[0]).to.match(
      /^mend: .* does not work under Yarn Plug'n'Play/,
    );

    install("pulumi-lambda-code", own, "node_modules/@shop/fleet/node_modules");
    rmSync(path.join(folder, "node_modules/yauzl"), { recursive: true });
    expect(await look()).to.deep.equal([
      `mend: pulumi-lambda-code is installed 2 times: ${path.join(folder, "node_modules/pulumi-lambda-code")}, ${path.join(folder, "node_modules/@shop/fleet/node_modules/pulumi-lambda-code")}. Let all that depends on it take one version, and install again.`,
      "mend: pulumi-lambda-code lacks what it depends on: yauzl. Install the packages again.",
    ]);

    rmSync(path.join(folder, "node_modules/@shop"), { recursive: true });
    install("yauzl", { version: "3.0.0" });
    install("pulumi-lambda-code", { ...own, version: "0.0.9" });
    expect(await look()).to.deep.equal([
      "mend: The program has pulumi-lambda-code 0.0.9, and this doctor is of 0.1.0. Run `npx pulumi-lambda-code doctor` in the program's folder.",
    ]);

    rmSync(path.join(folder, "node_modules/pulumi-lambda-code"), { recursive: true });
    expect((await look())[0]).to.match(/^mend: pulumi-lambda-code cannot be imported from/);
  });

  it("is what the project's file says: language, the folder that the program runs in, the plugin's path", async () => {
    expect(await readProject(folder)).to.equal(undefined);
    write("Pulumi.yaml", "");
    expect(await readProject(folder).catch(messageOf)).to.equal("it describes no project");
    write("src/index.ts", "");
    write("Pulumi.yaml", "name: shop\nruntime:\n  name: nodejs\nmain: src/index.ts\n");
    expect(await readProject(folder)).to.deep.equal({
      runtime: "nodejs",
      programFolder: path.join(folder, "src"),
      pluginPath: undefined,
    });
    write(
      "Pulumi.yaml",
      "name: shop\nruntime: yaml\nplugins:\n  providers:\n    - name: lambdacode\n      path: there\n",
    );
    expect(await readProject(folder)).to.deep.equal({
      runtime: "yaml",
      programFolder: folder,
      pluginPath: path.join(folder, "there"),
    });
  });

  // The engine is a script here, which Windows does not start.
  if (process.platform !== "win32") {
    describe("by asking the engine", () => {
      const pulumi = (script: string) => {
        write("bin/pulumi", `#!/bin/sh\n${script}\n`);
        return ioOf([path.join(folder, "bin"), "/usr/bin", "/bin"].join(path.delimiter));
      };

      it("is whether the engine fits", async () => {
        expect(await checkEngine(folder, pulumi("echo v3.250.0"), own)).to.include({
          status: "ok",
          text: "pulumi 3.250.0 fits ^3.216.0",
        });
        expect((await checkEngine(folder, pulumi("echo v3.250.1-alpha.1"), own)).status).to.equal("ok");
        expect((await checkEngine(folder, pulumi("echo v3.9.0"), own)).text).to.match(/^pulumi 3\.9\.0 does not fit/);
        expect((await checkEngine(folder, ioOf("/nowhere"), own)).text).to.equal(
          "Asking pulumi for its version: pulumi is not on the PATH. Install Pulumi, or put its folder on the PATH.",
        );
      });

      it("is whether the engine finds the plugin, in Pulumi.yaml, in its home or on the PATH", async () => {
        const plugin = path.join(folder, "plugin");
        const look = (script: string, pluginPath?: string) =>
          checkPlugin({ pluginPath }, folder, pulumi(script), "0.1.0").then(({ status, text }) => `${status}: ${text}`);
        expect(await look("exit 1", plugin)).to.match(/^mend: Pulumi\.yaml names .* has no pulumi-resource-lambdacode/);
        write("plugin/pulumi-resource-lambdacode", "");
        write("plugin/schema.json", '{"version": "0.1.0"}');
        expect(await look("exit 1", plugin)).to.equal(`ok: lambdacode 0.1.0, in ${plugin}, as Pulumi.yaml says`);
        write("plugin/schema.json", '{"version": "0.0.9"}');
        expect(await look("exit 1", plugin)).to.match(/^mend: The plugin lambdacode 0\.0\.9 is older than the package/);

        const listed = (version: string) =>
          `echo '[{"name":"aws","kind":"resource","version":"7.0.0"},{"name":"lambdacode","kind":"resource","version":"${version}"}]'`;
        expect(await look(listed("0.1.0"))).to.equal("ok: lambdacode 0.1.0, installed in Pulumi's home");
        expect(await look("echo oops >&2; exit 1")).to.equal("unknown: Listing the plugins: oops. Run it again.");
        expect(await look("echo '[]'")).to.match(/^mend: The plugin lambdacode is not installed\. Give its path/);
        write("bin/pulumi-resource-lambdacode", "");
        expect(await look("echo '[]'")).to.match(
          /^ok: lambdacode of a version not known, in .*bin, which is on the PATH/,
        );
      });
    });
  }
});
