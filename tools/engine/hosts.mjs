// The language hosts that programs in other languages than Node's need beside `pulumi`. Pulumi's own archive has them; for
// an engine of ours they are built from Go modules, each from the last release that can be had there.
import { chmod, copyFile, link, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keepInCache } from "../setup/cache.mjs";
import { secondsSince } from "../setup/command.mjs";
import { buildGoTool, checkGo, folderOfModule, oldestGoOf } from "../setup/go.mjs";
import { pinOf } from "../setup/pin.mjs";
import { programName } from "../setup/programs.mjs";
import { areExecutable } from "./onPath.mjs";
import { engineVersion, oldestGo, oldestVersionOnPath } from "./versions.mjs";

const system = `${process.platform}-${process.arch}`;
const moduleOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const pinOfHosts = (languages) =>
  pinOf(
    ...languages.flatMap((language) => ["go.mod", "go.sum"].map((file) => moduleOf(`language-${language}/${file}`))),
  );

const hosts = {
  yaml: { files: [programName("pulumi-language-yaml")], about: "about 2 minutes on 2 cores" },
  python: {
    files: [programName("pulumi-language-python"), "pulumi-language-python-exec"],
    about: "about a minute on 2 cores",
    finish: copyPythonScript,
  },
  go: { files: [programName("pulumi-language-go")], about: "about a minute on 2 cores" },
};

/** The languages that there is a host for, beside Node's, which every engine has. */
export const otherLanguages = Object.keys(hosts);

/** What must be beside `pulumi` for programs in these languages. */
export function filesOf(languages) {
  return languages.flatMap((language) => hosts[language].files);
}

/**
 * A folder with all that the folder `engine` has, and the hosts of these languages: `engine` itself, if they are there. They
 * must be beside `pulumi`: of a host that is elsewhere on PATH it warns at each start.
 */
export async function withHosts(engine, languages, say) {
  const isThere = await Promise.all(languages.map((language) => areExecutable(engine, filesOf([language]))));
  const missing = languages.filter((_, index) => !isThere[index]);
  if (missing.length === 0) return engine;
  const folders = [engine];
  for (const language of missing) folders.push(await keepHost(language, say));
  const name = `engine-${engineVersion}-${missing.join("-")}-${await pinOfHosts(missing)}-${system}`;
  const check = async (folder) => {
    const files = [programName("pulumi"), ...filesOf(languages)];
    if (!(await areExecutable(path.join(folder, "bin"), files)))
      throw new Error(`it has not all of ${files.join(", ")}`);
  };
  const make = async (temporary) => {
    const bin = path.join(temporary, "bin");
    await mkdir(bin);
    for (const folder of folders) await linkAll(folder, bin);
  };
  return path.join(await keepInCache(name, { check, make, say }), "bin");
}

async function keepHost(language, say) {
  const { files, about, finish } = hosts[language];
  const name = `language-${language}`;
  const check = async (folder) => {
    if (!(await areExecutable(folder, files))) throw new Error(`${files.join(" or ")} is missing`);
  };
  const make = async (folder) => {
    const started = Date.now();
    const cwd = moduleOf(name);
    await checkGo(await oldestGoOf(cwd), name);
    await buildGoTool({ name, cwd, bin: folder, about, say });
    await finish?.(folder, say);
    say(`${name} is ready after ${secondsSince(started)} s`);
  };
  try {
    return await keepInCache(`${name}-${await pinOfHosts([language])}-${system}`, { check, make, say });
  } catch (error) {
    throw new Error(
      `the host of programs in ${language}, pulumi-${name}, could not be built: ${error.message}\n` +
        `Install Pulumi ${oldestVersionOnPath} or newer, which has it, or Go ${oldestGo} or newer, and run it again.`,
      { cause: error },
    );
  }
}

// The script that starts a program in Python belongs to Pulumi's SDK for it, and so is of the engine's version, not the host's.
async function copyPythonScript(folder, say) {
  const sdk = await folderOfModule("github.com/pulumi/pulumi/sdk/v3", { cwd: moduleOf("cli"), say });
  const script = path.join(folder, "pulumi-language-python-exec");
  await copyFile(path.join(sdk, "python/cmd/pulumi-language-python-exec"), script);
  await chmod(script, 0o755);
}

// Links, for the CLI alone has 110 MB; copies where the file system has none.
async function linkAll(from, to) {
  for (const name of await readdir(from)) {
    const [file, other] = [from, to].map((folder) => path.join(folder, name));
    await link(file, other).catch(() => copyFile(file, other));
  }
}
