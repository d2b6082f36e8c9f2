// The official download, by Pulumi's own npm package: it runs Pulumi's install script for the version it is told.
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "../setup/command.mjs";
import { downloader, engineVersion } from "./versions.mjs";

/**
 * Downloads the engine into `<folder>/bin`. Without internet it throws within seconds.
 * Rejected: the Automation API's PulumiCommand.install, which needs node_modules first and takes any newer version.
 */
export async function download(folder, say) {
  say(`downloading Pulumi ${engineVersion} with the npm package ${downloader} (about a minute, 150 MB)`);
  const home = path.join(folder, "home");
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_VERSION: engineVersion, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const args = ["exec", "--yes", "--ignore-scripts", `--package=${downloader}`, "--", "pulumi", "version"];
  try {
    await run("npm", args, { cwd: folder, env, deadlineSeconds: 600, say, what: "the download of Pulumi" });
    await rename(path.join(home, "versions", engineVersion, "bin"), path.join(folder, "bin"));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
