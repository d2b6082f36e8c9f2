// What the artefacts tier makes packages with: zip tools of npm, wheels of PyPI, and programs of the machine or of Debian.
import { chmod, copyFile, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findPrograms } from "./artefacts/programs.mjs";
import { ensureEmulator } from "./emulator/install.mjs";
import { cacheFolder, keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { isMain } from "./setup/isMain.mjs";
import { pinOf } from "./setup/pin.mjs";

const system = `${process.platform}-${process.arch}`;
const pinned = (file) => fileURLToPath(new URL(`artefacts/${file}`, import.meta.url));

/** Where the tools are, which are set up if need be; `leftOut` names those that cannot be had on this machine, with the reason. */
export async function ensureArtefactTools(say = (line) => console.error(`artefacts: ${line}`)) {
  const python = await ensureEmulator(say);
  const modules = await keep("package-lock.json", (folder) => installModules(folder, say), checkModules, say);
  const wheels = await keep("requirements.txt", (folder) => downloadWheels(folder, python, say), checkWheels, say);
  const { programs, leftOut } = await findPrograms(python, say);
  for (const { name, why } of leftOut) say(`left out: all that is made by ${name} (${why})`);
  const goCache = path.join(cacheFolder(), "artefacts-go-build");
  await mkdir(goCache, { recursive: true });
  return { modules: path.join(modules, "node_modules"), wheels, python, programs, leftOut, goCache };
}

async function keep(file, make, check, say) {
  const name = `artefacts-${path.parse(file).name}-${await pinOf(pinned(file))}-${system}`;
  return keepInCache(name, { make, check, say });
}

async function installModules(folder, say) {
  const started = Date.now();
  say("installing archiver, jszip, yazl, adm-zip, fflate and 7-Zip from the npm registry (a few seconds)");
  for (const file of ["package.json", "package-lock.json"]) await copyFile(pinned(file), path.join(folder, file));
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: folder, deadlineSeconds: 300, say, what: "npm ci of zip tools" });
  // Packed without the mode that a program needs.
  if (process.platform !== "win32") await chmod(sevenZipIn(folder), 0o755);
  say(`ready after ${secondsSince(started)} s`);
}

async function checkModules(folder) {
  await run(sevenZipIn(folder), ["i"], { what: "7-Zip" });
}

/** 7-Zip's program in the package of npm that ships it for every system. */
export function sevenZipIn(folder) {
  const names = { darwin: ["mac", "7za"], win32: ["win", "7za.exe"] };
  const [place, program] = names[process.platform] ?? ["linux", "7za"];
  return path.join(folder, "node_modules/7zip-bin", place, process.arch, program);
}

async function downloadWheels(folder, python, say) {
  say("downloading wheels from PyPI (a few seconds)");
  for (const machine of ["x86_64", "aarch64"]) {
    const platform = ["--platform", `manylinux2014_${machine}`, "--python-version", "3.12", "--implementation", "cp"];
    const args = [
      "-q",
      "--no-input",
      "--disable-pip-version-check",
      "--no-deps",
      "--only-binary=:all:",
      "--require-hashes",
    ];
    const all = ["-m", "pip", "download", ...args, ...platform, "-d", folder, "-r", pinned("requirements.txt")];
    await run(python, all, { deadlineSeconds: 300, say, what: "pip download of wheels" });
  }
}

async function checkWheels(folder) {
  const wheels = (await readdir(folder)).filter((name) => name.endsWith(".whl"));
  if (wheels.length !== 3) throw new Error(`it has ${wheels.length} wheels, not 3`);
}

if (isMain(import.meta.url)) {
  try {
    console.log(JSON.stringify(await ensureArtefactTools()));
  } catch (error) {
    console.error(`artefacts: ${error.message}`);
    process.exitCode = 1;
  }
}
