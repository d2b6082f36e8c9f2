// On what and with what it was measured.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus, loadavg, release, totalmem } from "node:os";
import path from "node:path";
import { pulumiVersion } from "../engine/onPath.mjs";

const require = createRequire(import.meta.url);

/** The machine and the versions; `engineFolder` is where `pulumi` is. */
export async function describeMachine(engineFolder) {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    pulumiEngine: await pulumiVersion(path.join(engineFolder, "pulumi")),
    pulumiSdk: versionOf("@pulumi/pulumi"),
    awsSdk: versionOf("@aws-sdk/client-lambda"),
    commit: commit(),
  };
}

/** The load average of the last minute. */
export const load = () => Number(loadavg()[0].toFixed(2));

/** The version of an installed package. */
export function versionOf(name) {
  return require(`${name}/package.json`).version;
}

function commit() {
  try {
    const git = (...args) =>
      execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return (
      git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "lib") === "" ? "" : " with changes in lib")
    );
  } catch {
    return "unknown";
  }
}
