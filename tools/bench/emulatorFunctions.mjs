// Functions on the emulator, made by their owner and looked at from outside.
import { TestLambda } from "../../build/test/support/engine/testLambda.js";

const atOnce = 20;

/** Makes functions with placeholder code, and waits until they are active. */
export async function createOn(url, names) {
  await withOwner(url, names, (owner, name) => owner.createFunction(name));
}

/** How many versions these functions have together. */
export async function versionsOn(url, names) {
  const counts = [];
  await withOwner(url, names, async (owner, name) => counts.push((await owner.versions(name)).length));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function withOwner(url, names, work) {
  const owner = new TestLambda(url);
  const queue = [...names];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await work(owner, name);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  owner.stop();
}
