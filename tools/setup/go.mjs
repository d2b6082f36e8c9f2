// Programs built from Go modules, for machines that reach package registries but not the places of downloads.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./command.mjs";
import { isAtLeast } from "./isAtLeast.mjs";

// readonly: go.mod and go.sum are the pin. No cgo: no C compiler needed. local: a toolchain is not ours to download.
export const goSettings = { GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" };
const env = () => ({ ...process.env, ...goSettings });

/** Throws unless there is a Go that is new enough to build `what`. */
export async function checkGo(oldest, what) {
  const version = await run("go", ["env", "GOVERSION"], { env: env(), what: "go env GOVERSION" });
  if (!isAtLeast(version.trim(), oldest))
    throw new Error(`Go is ${version.trim()}; building ${what} takes go${oldest} or newer`);
}

/** The oldest Go that the module in the folder `module` says it takes. */
export async function oldestGoOf(module) {
  return /^go (\S+)$/m.exec(await readFile(path.join(module, "go.mod"), "utf8"))[1];
}

/** Builds the tool of the module in the folder `cwd` into the folder `bin`; `about` says how long it may take. */
export async function buildGoTool({ name, cwd, bin, about, say, ldflags = "-s -w" }) {
  say(`fetching the Go modules of ${name}`);
  const download = { cwd, env: env(), deadlineSeconds: 900, say, what: `go mod download of ${name}` };
  await run("go", ["mod", "download"], download);
  say(`building ${name} (${about})`);
  const build = { cwd, env: env(), deadlineSeconds: 2400, say, what: `go build of ${name}` };
  await run("go", ["build", "-ldflags", ldflags, "-o", bin + path.sep, "tool"], build);
}

/** The folder in Go's own cache of a module that the one in the folder `cwd` requires. */
export async function folderOfModule(name, { cwd, say }) {
  const options = { cwd, env: env(), deadlineSeconds: 900, say };
  await run("go", ["mod", "download", name], { ...options, what: `go mod download of ${name}` });
  return (await run("go", ["list", "-m", "-f", "{{.Dir}}", name], { ...options, what: `go list of ${name}` })).trim();
}
