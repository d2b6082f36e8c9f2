import { readdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { messageOf } from "../../ground/errors.js";
import type { Finding } from "./finding.js";
import { ancestorsOf, findPackage } from "./project.js";
import { type Manifest, manifestIn } from "./versions.js";

const packageName = "pulumi-lambda-code";

/** Whether the package is installed for the program as it must be: reachable by the provider's process, once, and whole. */
export async function checkPackage(
  programFolder: string,
  own: Manifest,
  env: NodeJS.ProcessEnv,
  versions: Record<string, string | undefined> = process.versions,
): Promise<Finding[]> {
  const problem = await installationProblemOf(programFolder, env, versions);
  if (problem !== undefined) {
    return [mend(problem)];
  }
  const found = findPackage(packageName, programFolder);
  if (found === undefined) {
    // The provider's process finds it, as by NODE_PATH.
    return [{ check: "package", status: "ok", text: `${packageName} can be imported from ${programFolder}` }];
  }
  const { version, dependencies } = manifestIn(found);
  const problems = [...versionProblem(version, own), ...copyProblem(found, programFolder)];
  const missing = Object.keys(dependencies).filter((name) => findPackage(name, found) === undefined);
  if (missing.length > 0) {
    problems.push(`${packageName} lacks what it depends on: ${missing.join(", ")}. Install the packages again.`);
  }
  const text = `${packageName} ${version} in ${found}, once, with all that it depends on`;
  return problems.length > 0 ? problems.map(mend) : [{ check: "package", status: "ok", text }];
}

function mend(text: string): Finding {
  return { check: "package", status: "mend", text };
}

/** What the class itself would say at the first resource. */
async function installationProblemOf(
  programFolder: string,
  env: NodeJS.ProcessEnv,
  versions: Record<string, string | undefined>,
): Promise<string | undefined> {
  try {
    const { installationProblem } = await import("../../program/installation.js");
    return installationProblem({
      versions,
      nodeOptions: env.NODE_OPTIONS ?? "",
      hasEngine: true,
      // The doctor does not run the program: whether that is a bundle is seen at the first resource.
      stub: [`import("${packageName}/provider")`],
      folders: [programFolder],
    });
  } catch (error) {
    return `${packageName} cannot load Pulumi's SDK (${messageOf(error)}). Run \`npm install @pulumi/pulumi\`.`;
  }
}

function versionProblem(version: string, own: Manifest): string[] {
  return version === own.version
    ? []
    : [
        `The program has ${packageName} ${version}, and this doctor is of ${own.version}. Run \`npx ${packageName} doctor\` in the program's folder.`,
      ];
}

/** Two resources on one function are compared within a copy alone. */
function copyProblem(found: string, programFolder: string): string[] {
  const modules = ancestorsOf(programFolder).map((folder) => path.join(folder, "node_modules"));
  const installed = modules.flatMap((folder) => [folder, ...packagesIn(folder).map(modulesOf)]);
  const copies = new Set([found, ...installed.flatMap((folder) => copyIn(folder))]);
  return copies.size === 1
    ? []
    : [
        `${packageName} is installed ${copies.size} times: ${[...copies].join(", ")}. Let all that depends on it take one version, and install again.`,
      ];
}

const modulesOf = (folder: string): string => path.join(folder, "node_modules");

function copyIn(modules: string): string[] {
  try {
    return [realpathSync(path.join(modules, packageName))];
  } catch {
    return [];
  }
}

/** The folders of the packages in a `node_modules`, those of a scope among them. */
function packagesIn(modules: string): string[] {
  return namesIn(modules).flatMap((name) => {
    const folder = path.join(modules, name);
    return name.startsWith("@") ? namesIn(folder).map((inner) => path.join(folder, inner)) : [folder];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
