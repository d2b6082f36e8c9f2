import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";

export interface BundleArgs {
  /** A package whose `npm run build` writes `dist/` from `src/`. */
  folder: Input<string>;
}

interface Inputs {
  folder: string;
  /** Put in by check, so that a preview shows old => new where a source changed. */
  sourcesSha256?: string;
}

interface Outputs extends Inputs {
  path: string;
  bundleSha256: string;
}

const provider: dynamic.ResourceProvider<Inputs, Outputs> = {
  check: async (_olds, news) => ({ inputs: { ...news, sourcesSha256: await digestOfSources(news.folder) } }),

  // What was built may be gone, as in a fresh clone: state, which knows of it, came from another machine.
  diff: async (_id, olds, news) => ({
    changes:
      olds.folder !== news.folder ||
      olds.sourcesSha256 !== news.sourcesSha256 ||
      olds.bundleSha256 !== (await digestOf(news.folder, ["dist"])),
  }),

  create: async (inputs) => ({ id: inputs.folder, outs: await build(inputs) }),

  update: async (_id, _olds, news) => ({ outs: await build(news) }),
};

async function build(inputs: Inputs): Promise<Outputs> {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  await promisify(execFile)("npm", ["run", "build"], { cwd: inputs.folder });
  return { ...inputs, path: `${inputs.folder}/dist`, bundleSha256: await digestOf(inputs.folder, ["dist"]) };
}

function digestOfSources(folder: string): Promise<string> {
  return digestOf(folder, ["src", "package.json", "package-lock.json", "tsconfig.json"]);
}

/** One digest of these files and folders, by names and bytes. */
async function digestOf(folder: string, names: string[]): Promise<string> {
  const { createHash } = await import("node:crypto");
  const { existsSync, readFileSync, readdirSync, statSync } = await import("node:fs");
  const digest = createHash("sha256");
  const add = (path: string): void => {
    if (!existsSync(path)) {
      digest.update(`no ${path}\n`);
    } else if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        add(`${path}/${name}`);
      }
    } else {
      const bytes = readFileSync(path);
      digest.update(`${path} ${bytes.length}\n`).update(bytes);
    }
  };
  for (const name of names) {
    add(`${folder}/${name}`);
  }
  return digest.digest("hex");
}

/** What `npm run build` makes, as a resource of the program: built again where a source changed, or where it is missing. */
export class Bundle extends dynamic.Resource {
  /** The folder that was built; not known in a preview that shows that it will be built again. */
  declare public readonly path: Output<string>;

  constructor(name: string, args: BundleArgs, opts?: CustomResourceOptions) {
    super(provider, name, { path: undefined, ...args }, opts, "built", "Bundle");
  }
}
