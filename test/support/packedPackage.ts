import { runCommand } from "./engine/runCommand.js";
import { repositoryRoot } from "./repositoryRoot.js";

const PACK_SECONDS = 200;

let listing: Promise<string[]> | undefined;

/** What `npm pack` would put into the package, asked once: npm takes a second to start. */
export function packedFiles(): Promise<string[]> {
  listing ??= pack("--dry-run").then((packed) => packed.files.map((file) => file.path));
  return listing;
}

/** Makes the package's tarball in `folder` and returns its file name. */
export async function packInto(folder: string): Promise<string> {
  return (await pack("--pack-destination", folder)).filename;
}

async function pack(...flags: string[]): Promise<{ filename: string; files: { path: string }[] }> {
  // Lifecycle scripts are left out: a `prepare` that builds would race with the tests that read dist/.
  const args = ["pack", "--json", "--ignore-scripts", ...flags];
  const result = await runCommand("npm", args, {
    cwd: repositoryRoot,
    env: process.env,
    deadlineSeconds: PACK_SECONDS,
  });
  if (result.code !== 0) {
    throw new Error(`npm pack ended with ${result.code}:\n${result.text}`);
  }
  const [packed] = JSON.parse(result.stdout) as { filename: string; files: { path: string }[] }[];
  return packed!;
}
