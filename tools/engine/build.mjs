// The engine built from Go modules, for machines that reach package registries but not Pulumi's downloads.
import { chmod, copyFile, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../setup/command.mjs";
import { ensureDependencies, repositoryRoot } from "../setup/dependencies.mjs";
import { engineVersion, isAtLeast, oldestGo } from "./versions.mjs";

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

// readonly: go.mod and go.sum are the pin. No cgo: no C compiler needed. local: a toolchain is not ours to download.
const goEnvironment = { GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" };

/** Builds the CLI and the Node language host into `<folder>/bin`, and puts the dynamic provider's script beside them. */
export async function build(folder, say) {
  const env = { ...process.env, ...goEnvironment };
  await checkGo(env);
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  await buildModule("cli", bin, "about 4 minutes on 2 cores", env, say);
  await buildModule("language-nodejs", bin, "about half a minute", env, say);
  await copyResourceScript(bin, say);
}

async function checkGo(env) {
  const version = await run("go", ["env", "GOVERSION"], { env, what: "go env GOVERSION" });
  if (!isAtLeast(version.trim(), oldestGo))
    throw new Error(`Go is ${version.trim()}; building Pulumi ${engineVersion} takes go${oldestGo} or newer`);
}

// The two need modules of their own: the last SDK that has the language host inside it is far older than the CLI.
async function buildModule(name, bin, about, env, say) {
  const cwd = fileURLToPath(new URL(name, import.meta.url));
  say(`fetching the Go modules of ${name}`);
  await run("go", ["mod", "download"], { cwd, env, deadlineSeconds: 900, say, what: `go mod download of ${name}` });
  say(`building ${name} (${about})`);
  const ldflags = `-s -w -X ${versionVariable}=v${engineVersion}`;
  const args = ["build", "-ldflags", ldflags, "-o", bin + path.sep, "tool"];
  await run("go", args, { cwd, env, deadlineSeconds: 2400, say, what: `go build of ${name}` });
}

// No Go: a script inside npm @pulumi/pulumi, which finds the SDK of the program it runs for.
async function copyResourceScript(bin, say) {
  const script = path.join(repositoryRoot, "node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");
  if (!(await stat(script).catch(() => undefined))) await ensureDependencies(say);
  const copy = path.join(bin, "pulumi-resource-pulumi-nodejs");
  await copyFile(script, copy);
  await chmod(copy, 0o755);
}
