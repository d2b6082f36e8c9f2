import { createRequire } from "node:module";
import path from "node:path";
import { runtime } from "@pulumi/pulumi";
import { programError } from "./programError.js";

// A program may leave its folder before it makes a resource; the provider's process stays.
const folderAtStart = process.cwd();
const checked = new Set<object | string>();

/**
 * Throws, with what to do, where the provider's process could not import this package. Without it the process would say
 * so in its own words, with a stack that names neither the cause nor the way out. `stub` is the provider that Pulumi
 * serializes, or its text.
 */
export function checkInstallation(stub: object | string): void {
  if (checked.has(stub)) {
    return;
  }
  const problem = installationProblem({
    versions: process.versions,
    nodeOptions: process.env["NODE_OPTIONS"] ?? "",
    hasEngine: runtime.getEngine() !== undefined,
    stub: typeof stub === "string" ? [stub] : Object.values(stub).map(String),
    folders: [folderAtStart, process.cwd(), ...inlineProgramFolders(process.argv[1])],
  });
  if (problem !== undefined) {
    throw programError(problem);
  }
  checked.add(stub);
}

/** What is known about the process in which the program runs. */
export interface ProgramProcess {
  versions: Record<string, string | undefined>;
  nodeOptions: string;
  /** False in unit tests with Pulumi's mocks: they start no provider. */
  hasEngine: boolean;
  /** The stub's functions as they stand in the program, which are what the provider's process runs. */
  stub: string[];
  /** Where the provider's process may look for this package. */
  folders: string[];
}

/** Why the package cannot work as it is installed, or undefined where it can. */
export function installationProblem(program: ProgramProcess): string | undefined {
  const { versions, nodeOptions, hasEngine, stub, folders } = program;
  if (versions["bun"] !== undefined) {
    return (
      "pulumi-lambda-code does not run on Bun: Pulumi's dynamic providers need Node.js. " +
      "Run the program with Node.js (`runtime: nodejs` in Pulumi.yaml); its packages may still be installed by Bun."
    );
  }
  if (!hasEngine) {
    return undefined;
  }
  // A bundler puts its own copy of the provider in place of the import, with the AWS SDK: Pulumi cannot serialize that.
  if (!stub.every((text) => /\bimport\(\s*["'`]pulumi-lambda-code\/(?:provider|release)["'`]\s*\)/.test(text))) {
    return (
      "pulumi-lambda-code was bundled into the program: Pulumi's provider process has to import it by its name. " +
      "Leave it out of the bundle (esbuild, also under nx: --external:pulumi-lambda-code; webpack: externals), and in the dependencies."
    );
  }
  // What `yarn exec pulumi up` puts into NODE_OPTIONS reaches the provider's process; its import() takes the loader.
  if (versions["pnp"] !== undefined && !nodeOptions.includes(".pnp.loader.mjs")) {
    return (
      "pulumi-lambda-code does not work under Yarn Plug'n'Play: Pulumi's provider process cannot import it there. " +
      "Set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install`."
    );
  }
  if (!folders.some(canImportProvider)) {
    return (
      `pulumi-lambda-code cannot be imported from ${String(folders[0])}, where Pulumi's provider process looks for it. ` +
      "Add it to the dependencies in the program's own package.json: where only another package depends on it, " +
      "pnpm keeps it out of the program's reach."
    );
  }
  return undefined;
}

// The provider's process runs in the working directory of the program; with the Automation API, whose host may be started
// anywhere, in the workspace's. That one is not known here: an installation beside the host is taken for good.
function inlineProgramFolders(main: string | undefined): string[] {
  const isStartedByPulumi = main === undefined || /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]/.test(main);
  return isStartedByPulumi ? [] : [path.dirname(main)];
}

// Not `require.resolve`: from in here it would always find this package itself.
function canImportProvider(folder: string): boolean {
  try {
    createRequire(path.join(folder, "index.js")).resolve("pulumi-lambda-code/provider");
    return true;
  } catch {
    return false;
  }
}
