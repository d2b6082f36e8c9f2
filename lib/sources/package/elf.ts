import { quoteName } from "./problems.js";
import type { ZipEntry } from "./zipEntry.js";

export type Architecture = "x86_64" | "arm64";

/** A file of machine code, and the machine it is for. */
export interface NativeFile {
  name: string;
  machine: string;
}

/** The native files of a package, found by the first 20 bytes of those whose name allows it. */
export async function findNativeFiles(entries: readonly ZipEntry[]): Promise<NativeFile[]> {
  const candidates = entries.filter(({ name, sizeBytes }) => sizeBytes >= elfHeaderBytes && rank(name) < 2);
  // A package of 60,000 licence files must not cost 60,000 looks; the likeliest names come first.
  candidates.sort((a, b) => rank(a.name) - rank(b.name));
  const found: NativeFile[] = [];
  for (const entry of candidates.slice(0, maxLooks)) {
    const machine = machineOf(await entry.readHead(headBytes));
    if (machine !== undefined) {
      found.push({ name: entry.name, machine });
    }
  }
  return found;
}

/** A warning when some of these files cannot run on the function's architecture; without one, when they contradict each other. */
export function nativeFileWarnings(files: readonly NativeFile[], architecture: Architecture | undefined): string[] {
  if (architecture !== undefined) {
    const wrong = files.filter(({ machine }) => machine !== architecture);
    const remedy = `Lambda cannot run them there. Build them for ${architecture}, or set \`architectures\`.`;
    const intro = "Native files for another machine than the function's architecture";
    return wrong.length === 0 ? [] : [`${intro}, ${architecture}: ${listFiles(wrong)}. ${remedy}`];
  }
  const machines = new Set(files.map(({ machine }) => machine));
  const first = files.find(({ machine }) => machine !== files[0]?.machine);
  if (machines.size < 2 || first === undefined) {
    return [];
  }
  const samples = [...machines].flatMap((machine) => files.find((file) => file.machine === machine) ?? []);
  return [
    `Native files for different machines are in one package: ${listFiles(samples)}. A function runs on one only.`,
  ];
}

const headBytes = 20;
const elfHeaderBytes = 52;
const maxLooks = 1000;

/** 0: nearly always native; 1: may be (programs have no extension); 2: not looked at. */
function rank(name: string): 0 | 1 | 2 {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (/\.(so|node)$|\.so\.[0-9.]+$/.test(base) || base === "bootstrap") {
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

function machineOf(head: Uint8Array): string | undefined {
  const [e, l, f, magic] = [head[1], head[2], head[3], head[0]];
  if (head.length < headBytes || magic !== 0x7f || e !== 0x45 || l !== 0x4c || f !== 0x46) {
    return undefined;
  }
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const isLittleEndian = head[5] !== 2;
  const machine = view.getUint16(18, isLittleEndian);
  return machineNames.get(machine) ?? `machine ${machine}`;
}

function listFiles(files: readonly NativeFile[]): string {
  const shown = files.slice(0, 5).map(({ name, machine }) => `${quoteName(name)} (${machine})`);
  return files.length > shown.length ? `${shown.join(", ")} and ${files.length - shown.length} more` : shown.join(", ");
}
