import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { compare, gt, valid } from "semver";
import { messageOf } from "../../ground/errors.js";
import { isRecord } from "../../ground/unknowns.js";
import type { CommandIo } from "../commandIo.js";
import { pulumiJson } from "../stacks/pulumi.js";
import type { Finding } from "./finding.js";
import type { Project } from "./project.js";

const executables = ["pulumi-resource-lambdacode", "pulumi-resource-lambdacode.cmd"];

/** Whether the engine finds the provider plugin; `oldest` is the version that the class asks for. */
export async function checkPlugin(
  { pluginPath }: Pick<Project, "pluginPath">,
  folder: string,
  io: CommandIo,
  oldest: string,
): Promise<Finding> {
  if (pluginPath !== undefined) {
    return holdsPlugin(pluginPath)
      ? found(versionIn(pluginPath), `in ${pluginPath}, as Pulumi.yaml says`, oldest)
      : mend(
          `Pulumi.yaml names ${pluginPath} for the plugin lambdacode, which has no ${String(executables[0])}. Run \`npm install pulumi-lambda-code\`, or correct the path.`,
        );
  }
  try {
    const installed = versionsIn(await pulumiJson(["plugin", "ls", "--json"], folder, io));
    const newest = installed.sort(compare).at(-1);
    if (newest !== undefined) {
      return found(newest, "installed in Pulumi's home", oldest);
    }
  } catch (error) {
    return { check: "plugin", status: "unknown", text: `Listing the plugins: ${messageOf(error)}. Run it again.` };
  }
  const onPath = (io.env.PATH ?? "").split(path.delimiter).find((one) => one !== "" && holdsPlugin(one));
  return onPath === undefined
    ? mend(
        `The plugin lambdacode is not installed. Give its path in Pulumi.yaml, or run \`pulumi plugin install resource lambdacode ${oldest} --file ARCHIVE\`.`,
      )
    : found(versionIn(onPath), `in ${onPath}, which is on the PATH`, oldest);
}

function found(version: string | undefined, where: string, oldest: string): Finding {
  return version !== undefined && gt(oldest, version)
    ? mend(`The plugin lambdacode ${version} is older than the package, ${oldest}. Install the plugin of ${oldest}.`)
    : { check: "plugin", status: "ok", text: `lambdacode ${version ?? "of a version not known"}, ${where}` };
}

function mend(text: string): Finding {
  return { check: "plugin", status: "mend", text };
}

function holdsPlugin(folder: string): boolean {
  return executables.some((name) => existsSync(path.join(folder, name)));
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path.join(folder, "schema.json"), "utf8")) as { version: string }).version;
  } catch {
    return undefined;
  }
}

function versionsIn(listed: unknown): string[] {
  return (Array.isArray(listed) ? listed : [])
    .filter(isRecord)
    .filter(({ name, kind }) => name === "lambdacode" && kind === "resource")
    .map(({ version }) => valid(String(version)))
    .filter((version) => version !== null);
}
