import { readFileSync } from "node:fs";
import path from "node:path";
import { satisfies } from "semver";
import { messageOf } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { CommandIo } from "../commandIo.js";
import { pulumi } from "../stacks/pulumi.js";
import type { Finding } from "./finding.js";
import { findPackage } from "./project.js";

/** What a package.json says. */
export interface Manifest {
  version: string;
  engines: { node: string };
  peerDependencies: Record<string, string>;
  dependencies: Record<string, string>;
}

/** The folder of this package. */
export const ownFolder = path.join(__dirname, "../../..");

/** The package.json in a folder. */
export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** Whether Node.js is one that the package takes. */
export function checkNode(version: string, { engines }: Manifest): Finding {
  return fits(version, engines.node)
    ? { check: "node", status: "ok", text: `Node.js ${version} fits ${engines.node}` }
    : {
        check: "node",
        status: "mend",
        text: `Node.js ${version} does not fit ${engines.node}, which pulumi-lambda-code needs. Install a newer Node.js.`,
      };
}

/** Whether the engine is one of the releases that the package is made for, as its SDK is. */
export async function checkEngine(folder: string, io: CommandIo, { peerDependencies }: Manifest): Promise<Finding> {
  const range = peerDependencies["@pulumi/pulumi"] ?? "*";
  try {
    const version = printable((await pulumi(["version"], folder, io)).trim().replace(/^v/, ""));
    return fits(version, range)
      ? { check: "engine", status: "ok", text: `pulumi ${version} fits ${range}` }
      : {
          check: "engine",
          status: "mend",
          text: `pulumi ${version} does not fit ${range}, which pulumi-lambda-code is made for. Install a pulumi that does.`,
        };
  } catch (error) {
    return {
      check: "engine",
      status: "mend",
      text: `Asking pulumi for its version: ${messageOf(error)}. Install Pulumi, or put its folder on the PATH.`,
    };
  }
}

/** Whether the program's SDK is there, and one that the package takes. */
export function checkSdk(programFolder: string, { peerDependencies }: Manifest): Finding {
  const range = peerDependencies["@pulumi/pulumi"] ?? "*";
  const sdk = findPackage("@pulumi/pulumi", programFolder);
  if (sdk === undefined) {
    return {
      check: "sdk",
      status: "mend",
      text: `@pulumi/pulumi is not installed for ${programFolder}. Run \`npm install @pulumi/pulumi\`.`,
    };
  }
  const { version } = manifestIn(sdk);
  if (!fits(version, range)) {
    return {
      check: "sdk",
      status: "mend",
      text: `@pulumi/pulumi ${version} does not fit ${range}, which pulumi-lambda-code needs. Run \`npm install @pulumi/pulumi@3\`.`,
    };
  }
  const own = findPackage("pulumi-lambda-code", programFolder);
  const beside = own === undefined ? sdk : findPackage("@pulumi/pulumi", own);
  return beside === undefined || beside === sdk
    ? { check: "sdk", status: "ok", text: `@pulumi/pulumi ${version} fits ${range}` }
    : {
        check: "sdk",
        status: "mend",
        text: `pulumi-lambda-code takes @pulumi/pulumi from ${beside}, and the program from ${sdk}. Let one version be installed for both.`,
      };
}

// Builds between two releases count as what they lead to.
function fits(version: string, range: string): boolean {
  return satisfies(version, range, { includePrerelease: true });
}
