// What the rows work with, and what is stopped and removed when a row ends, however it ends.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { startWireCounter } from "../../build/test/support/wireCounter.js";
import { startEmulator } from "../emulator.mjs";
import { repositoryRoot } from "../setup/dependencies.mjs";
import { isAlive } from "../setup/isAlive.mjs";
import { startLambda } from "./lambda.mjs";
import { openProject } from "./project.mjs";

// Inside the repository and ignored by git, as the projects are.
const root = path.join(repositoryRoot, ".cache/bench");

/** Opens a workplace; `close()` ends and removes all that was started with it. */
export function openWorkplace() {
  const closers = [];
  const kept = async (thing, close) => {
    closers.push(close);
    return thing;
  };
  const removeFolder = (folder) => () => rmSync(folder, { recursive: true, force: true });
  return {
    /** A folder of its own. */
    folder() {
      mkdirSync(root, { recursive: true });
      const folder = mkdtempSync(path.join(root, `${process.pid}-`));
      closers.push(removeFolder(folder));
      return folder;
    },
    /** A Pulumi project whose requests go to `url`. */
    async project(program, url, env = {}, more = {}) {
      const at = url === undefined ? {} : { AWS_ENDPOINT_URL: url };
      const project = await openProject(program, { ...at, ...env }, more);
      return kept(project, project.remove);
    },
    /** A strict Lambda with functions of these names. */
    async lambda(names) {
      const lambda = await startLambda();
      await kept(lambda, lambda.stop);
      await lambda.create(names);
      return lambda;
    },
    /** An emulator with a counter before it: `emulator.wire.url` is counted, `emulator.url` is not. */
    async emulator() {
      const emulator = await startEmulator();
      await kept(emulator, emulator.stop);
      const wire = await startWireCounter(emulator.url);
      await kept(wire, wire.stop);
      return { url: emulator.url, wire };
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
    /** For a process that ends at once: what is on the disk; servers end with their parent. */
    removeFolders() {
      for (const name of existing(root)) if (name.startsWith(`${process.pid}-`)) removeFolder(path.join(root, name))();
    },
  };
}

/** Removes what a bench that was killed left behind. */
export function removeLeftovers() {
  for (const name of existing(root))
    if (!isAlive(Number(name.split("-")[0]))) rmSync(path.join(root, name), { recursive: true, force: true });
}

function existing(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
