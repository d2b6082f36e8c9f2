/** One way of installing the package and running a program with it. */
export interface Install {
  by: "npm" | "pnpm" | "Yarn" | "an npm workspace" | "a pnpm workspace" | "a symbolic link";
  language: "JavaScript" | "TypeScript";
  modules: "CommonJS" | "ES modules";
  run: "pulumi up" | "an inline program" | "a local program";
  node: 20 | 22 | 24;
  /** The version of @pulumi/pulumi. */
  sdk: string;
}

/** The newest @pulumi/pulumi for each Node, by what its package says in `engines`. */
const newest = { 20: "3.248.0", 22: "3.270.0", 24: "3.270.0" };

/** The oldest that our peer dependency takes. */
const oldest = "3.216.0";

/** Every install that is run. An inline and a local program are those of the Automation API. */
export const installs: readonly Install[] = [
  install("npm", "TypeScript", "CommonJS", "pulumi up", 20),
  install("npm", "JavaScript", "ES modules", "pulumi up", 22),
  install("npm", "JavaScript", "CommonJS", "pulumi up", 20, oldest),
  install("npm", "JavaScript", "ES modules", "an inline program", 24),
  install("npm", "TypeScript", "CommonJS", "a local program", 22),
  install("pnpm", "JavaScript", "CommonJS", "pulumi up", 22),
  install("pnpm", "TypeScript", "ES modules", "pulumi up", 24),
  install("pnpm", "JavaScript", "CommonJS", "an inline program", 20),
  install("Yarn", "TypeScript", "CommonJS", "pulumi up", 24),
  install("Yarn", "TypeScript", "ES modules", "pulumi up", 20),
  install("an npm workspace", "JavaScript", "CommonJS", "pulumi up", 24),
  install("an npm workspace", "JavaScript", "ES modules", "a local program", 20),
  install("a pnpm workspace", "TypeScript", "CommonJS", "pulumi up", 22),
  install("a pnpm workspace", "TypeScript", "ES modules", "pulumi up", 22),
  install("a symbolic link", "TypeScript", "CommonJS", "pulumi up", 22),
  install("a symbolic link", "JavaScript", "ES modules", "pulumi up", 24),
];

function install(
  by: Install["by"],
  language: Install["language"],
  modules: Install["modules"],
  run: Install["run"],
  node: Install["node"],
  sdk = newest[node],
): Install {
  return { by, language, modules, run, node, sdk };
}
