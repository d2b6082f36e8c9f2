// The engine built from Go modules, for machines that reach package registries but not Pulumi's downloads.
import { chmod, copyFile, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies, repositoryRoot } from "../setup/dependencies.mjs";
import { scriptName } from "../setup/programs.mjs";
import { buildGoTool, checkGo } from "../setup/go.mjs";
import { engineVersion, oldestGo } from "./versions.mjs";

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const ldflags = `-s -w -X ${versionVariable}=v${engineVersion}`;

/** Builds the CLI and the Node language host into `<folder>/bin`, and puts the dynamic provider's script beside them. */
export async function build(folder, say) {
  await checkGo(oldestGo, `Pulumi ${engineVersion}`);
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  // The two need modules of their own: the last SDK that has the language host inside it is far older than the CLI.
  for (const [name, about] of [
    ["cli", "about 4 minutes on 2 cores"],
    ["language-nodejs", "about half a minute"],
  ]) {
    await buildGoTool({ name, cwd: fileURLToPath(new URL(name, import.meta.url)), bin, about, say, ldflags });
  }
  await copyResourceScript(bin, say);
}

// No Go: a script inside npm @pulumi/pulumi, which finds the SDK of the program it runs for.
async function copyResourceScript(bin, say) {
  const name = scriptName("pulumi-resource-pulumi-nodejs");
  const script = path.join(repositoryRoot, "node_modules/@pulumi/pulumi", name);
  if (!(await stat(script).catch(() => undefined))) await ensureDependencies(say);
  const copy = path.join(bin, name);
  await copyFile(script, copy);
  await chmod(copy, 0o755);
}
