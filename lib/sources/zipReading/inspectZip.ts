import { findNativeFiles } from "../package/elf.js";
import type { FileState } from "../disk/files.js";
import { type ListedFile, listFiles } from "../package/fileList.js";
import type { Findings } from "../package/openCode.js";
import { CodeProblems, failOn } from "../package/problems.js";
import { waitForTurn } from "../disk/turns.js";
import { type FoundEntry, isLink } from "./entryData.js";
import { openZip } from "./zipInspect.js";
import { zipWarnings } from "./zipWarnings.js";

/** Looks into a zip, on disk or in memory: all of it is read once, and nothing of it is held. */
export async function inspectZip(zip: FileState | Buffer, label: string): Promise<Findings> {
  const opened = await openZip(zip, label);
  try {
    failOn(await dataProblems(opened.entries));
    return {
      nativeFiles: await findNativeFiles(opened.entries),
      warnings: zipWarnings(opened, label),
      names: opened.entries.map(({ name }) => name),
    };
  } finally {
    opened.close();
  }
}

/** The files of a zip, on disk or in memory. */
export async function listZip(zip: FileState | Buffer, label: string): Promise<ListedFile[]> {
  const opened = await openZip(zip, label);
  try {
    return await listFiles(opened.entries, isLink);
  } finally {
    opened.close();
  }
}

// One damaged zip can have tens of thousands of damaged entries, and nobody reads more.
const mostProblems = 20;

async function dataProblems(entries: readonly FoundEntry[]): Promise<string[]> {
  const problems: string[] = [];
  for (const entry of entries) {
    await waitForTurn();
    try {
      await entry.check();
    } catch (error) {
      if (!(error instanceof CodeProblems)) {
        throw error;
      }
      problems.push(...error.problems);
      if (problems.length >= mostProblems) {
        break;
      }
    }
  }
  return problems;
}
