// Programs built from Go modules, for machines that reach package registries but not the places of downloads.
import path from "node:path";
import { run } from "./command.mjs";
import { isAtLeast } from "./isAtLeast.mjs";

// readonly: go.mod and go.sum are the pin. No cgo: no C compiler needed. local: a toolchain is not ours to download.
const env = () => ({ ...process.env, GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" });

/** Throws unless there is a Go that is new enough to build `what`. */
export async function checkGo(oldest, what) {
  const version = await run("go", ["env", "GOVERSION"], { env: env(), what: "go env GOVERSION" });
  if (!isAtLeast(version.trim(), oldest))
    throw new Error(`Go is ${version.trim()}; building ${what} takes go${oldest} or newer`);
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
