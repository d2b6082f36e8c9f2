import { quoteName } from "./problems.js";
import { variantKey } from "./variants.js";
import type { ZipEntry } from "./zipEntry.js";

export type Architecture = "x86_64" | "arm64";

/** A file of machine code, and the machine it is for. */
export interface NativeFile {
  name: string;
  /** As Lambda names it, where it has one. */
  machine: string;
  /** Whether it is for Lambda's system at all. */
  isLinux: boolean;
}

/** The native files of a package, found by the first 20 bytes of those whose name allows it. */
export async function findNativeFiles(entries: readonly ZipEntry[]): Promise<NativeFile[]> {
  const candidates = entries.filter(({ name, sizeBytes }) => sizeBytes >= elfHeaderBytes && rank(name) < 2);
  // A package of 60,000 licence files must not cost 60,000 looks; the likeliest names come first.
  candidates.sort((a, b) => rank(a.name) - rank(b.name));
  const found: NativeFile[] = [];
  for (const entry of candidates.slice(0, maxLooks)) {
    const kind = kindOf(await entry.readHead(headBytes), rank(entry.name) === 0);
    if (kind !== undefined) {
      found.push({ name: entry.name, ...kind });
    }
  }
  return found;
}

/** A warning when some of these files cannot run on the function's architecture; without one, when they contradict each other. */
export function nativeFileWarnings(files: readonly NativeFile[], architecture: Architecture | undefined): string[] {
  const groups = groupBuilds(files);
  return architecture === undefined
    ? [...strangerWarnings(groups.filter(runsNowhere)), ...contradictions(groups)]
    : wrongBuilds(groups, architecture);
}

/** The builds of one thing, of which one is chosen as it runs. */
type Builds = NativeFile[];

function groupBuilds(files: readonly NativeFile[]): Builds[] {
  const groups = new Map<string, Builds>();
  for (const file of files) {
    const key = variantKey(file.name);
    const builds = groups.get(key);
    if (builds === undefined) {
      groups.set(key, [file]);
    } else {
      builds.push(file);
    }
  }
  return [...groups.values()];
}

function wrongBuilds(groups: readonly Builds[], architecture: Architecture): string[] {
  const wrong = groups.filter((builds) => !builds.some((build) => runsOn(build, architecture)));
  const others = wrong.filter((builds) => builds.some(({ isLinux }) => isLinux)).flatMap(linuxOnly);
  const remedy = `Lambda cannot run them there. Build them for ${architecture}, or set \`architectures\`.`;
  const intro = "Native files for another machine than the function's architecture";
  return [
    ...strangerWarnings(wrong.filter((builds) => !builds.some(({ isLinux }) => isLinux))),
    ...(others.length === 0 ? [] : [`${intro}, ${architecture}: ${listFiles(others)}. ${remedy}`]),
  ];
}

function strangerWarnings(groups: readonly Builds[]): string[] {
  const files = groups.flat().filter(({ isLinux }) => !isLinux);
  const installs = files.some(({ name }) => isOfPython(name))
    ? "pip install --platform manylinux2014_x86_64 --only-binary=:all:"
    : "npm install --os=linux --cpu=x64";
  const remedy = `Lambda cannot load them. Install or build them for Linux, as by \`${installs}\`.`;
  return files.length === 0
    ? []
    : [`Native files for another system than Linux, on which Lambda runs: ${listFiles(files)}. ${remedy}`];
}

// As Python's extensions are called on Windows and on macOS.
function isOfPython(name: string): boolean {
  return /\.pyd$|\.cpython-[^/]*\.so$|\.abi3\.so$/.test(name);
}

/** Where no architecture is said: no single one has a build of each thing. */
function contradictions(groups: readonly Builds[]): string[] {
  const linux = groups.filter((builds) => !runsNowhere(builds));
  const machines = new Set(linux.flat().map(({ machine }) => machine));
  if ([...machines].some((machine) => linux.every((builds) => builds.some((build) => runsOn(build, machine))))) {
    return [];
  }
  const samples = [...machines].flatMap((machine) => linux.flat().find((build) => runsOn(build, machine)) ?? []);
  return samples.length < 2
    ? []
    : [`Native files for different machines are in one package: ${listFiles(samples)}. A function runs on one only.`];
}

function runsOn({ isLinux, machine }: NativeFile, wanted: string): boolean {
  return isLinux && machine === wanted;
}

function runsNowhere(builds: Builds): boolean {
  return !builds.some(({ isLinux }) => isLinux);
}

function linuxOnly(builds: Builds): NativeFile[] {
  return builds.filter(({ isLinux }) => isLinux);
}

const headBytes = 20;
const elfHeaderBytes = 52;
const maxLooks = 1000;

/** 0: nearly always native; 1: may be (programs have no extension); 2: not looked at. */
function rank(name: string): 0 | 1 | 2 {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (/\.(so|node|dylib|pyd)$|\.so\.[0-9.]+$/.test(base) || base === "bootstrap") {
    return 0;
  }
  return !base.includes(".") || base.endsWith(".bin") ? 1 : 2;
}

// e_machine of elf.h; the first two under the names that Lambda has for them.
const machineNames = new Map([
  [62, "x86_64"],
  [183, "arm64"],
  [3, "32-bit x86"],
  [40, "32-bit ARM"],
  [243, "RISC-V"],
]);

// Mach-O of 32 and 64 bits in either order of bytes, and the one for several machines; of programs for Windows the first two bytes.
const machOMagics = ["feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "cafebabf"];
const windowsMagic = "4d5a";

/** `isLibrary`: a name that only a library or the program of a runtime has. A program of another system may lie beside without harm. */
function kindOf(head: Uint8Array, isLibrary: boolean): Omit<NativeFile, "name"> | undefined {
  if (head.length < headBytes) {
    return undefined;
  }
  const magic = Buffer.from(head.subarray(0, 4)).toString("hex");
  if (magic === "7f454c46") {
    return { machine: machineOf(head), isLinux: true };
  }
  if (!isLibrary) {
    return undefined;
  }
  if (machOMagics.includes(magic)) {
    return { machine: "macOS", isLinux: false };
  }
  return magic.startsWith(windowsMagic) ? { machine: "Windows", isLinux: false } : undefined;
}

function machineOf(head: Uint8Array): string {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const isLittleEndian = head[5] !== 2;
  const machine = view.getUint16(18, isLittleEndian);
  return machineNames.get(machine) ?? `machine ${machine}`;
}

function listFiles(files: readonly NativeFile[]): string {
  const shown = files.slice(0, 5).map(({ name, machine }) => `${quoteName(name)} (${machine})`);
  return files.length > shown.length ? `${shown.join(", ")} and ${files.length - shown.length} more` : shown.join(", ");
}
