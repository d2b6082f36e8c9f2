// What makes a do-nothing resource as heavy in state as one of ours.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { idlePlan, idleWithState } from "./programs.mjs";

/**
 * The environment in which a resource of `idleWithState` takes as much state as one of the deployed project `ours`: as many
 * bytes in as many outputs, and as long a secret.
 */
export async function envLike(ours, workplace) {
  const folder = workplace.folder();
  const [nothing, outs] = ["nothing.json", "outs.json"].map((name) => path.join(folder, name));
  writeFileSync(nothing, "{}");
  const bare = await workplace.project(idleWithState, undefined, { OUTS: nothing });
  bare.plan(idlePlan(1));
  await bare.up();
  writeFileSync(outs, JSON.stringify(outsLike(ours.resources()[0], bare.resources()[0])));
  return { OUTS: outs };
}

function outsLike(own, bare) {
  const { configuration, ...open } = own.outputs;
  const names = Object.keys(open).filter((name) => !(name in bare.outputs));
  const missing = bytesOf({ ...own, outputs: open }) - bytesOf(bare) - bytesOf(names) - 3 * names.length;
  const value = "x".repeat(Math.max(0, Math.round(missing / names.length)));
  return {
    ...Object.fromEntries(names.map((name) => [name, value])),
    // Sealed, base64 makes it a third more.
    configuration: "x".repeat(Math.round(configuration.ciphertext.length * 0.75)),
  };
}

function bytesOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}
