// `npm run demo`: the real Pulumi CLI deploys real code to a Lambda that answers with it, twice, and repairs a drift.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { openShell } from "./demo/shell.mjs";
import { playStory } from "./demo/story.mjs";
import { Results } from "./demo/table.mjs";
import { openWorkplace } from "./demo/workplace.mjs";
import { ensureEmulator } from "./emulator.mjs";
import { ensureEngine } from "./engine.mjs";
import { secondsSince } from "./setup/command.mjs";
import { ensureBuilt, ensureDependencies, repositoryRoot } from "./setup/dependencies.mjs";

const started = Date.now();
const say = (line) => console.log(`demo: ${line}`);
const results = new Results();

let interrupted = false;

try {
  await demo();
} catch (error) {
  results.failed = true;
  console.error(`\ndemo: ${error.message}`);
}
if (results.rows.length > 0) {
  results.print();
  say("the requests of a deploy: look, update, look, look at the version, look. A sixth is one look more, where the");
  say("update is not done at the first: the emulator takes half a second, and the first look comes before that.");
}
say(`${results.failed ? "FAILED" : "everything as expected"}, after ${secondsSince(started)} s`);
process.exit(results.failed ? 1 : 0);

async function demo() {
  await ensureDependencies(say);
  await ensureBuilt(say);
  const needsEmulator = !process.env.AWS_ENDPOINT_URL;
  // The program is TypeScript: no other language's host is needed.
  const engine = ensureEngine(undefined, []);
  const [engineFolder] = await Promise.all([engine, needsEmulator ? ensureEmulator(say) : undefined]);
  listenForSignals();
  const { program, env, counter, close } = await openWorkplace(engineFolder, say);
  try {
    const label = path.relative(repositoryRoot, program);
    say(`working on a copy of examples/quickstart, with pulumi from ${engineFolder}`);
    await tellStory(openShell({ folder: program, label, env, stopped: () => interrupted }), program, counter);
  } finally {
    await close();
  }
}

async function tellStory(shell, program, counter) {
  // A name of its own: on an endpoint of the user's, another function must not be hit.
  const functionName = `pulumi-lambda-code-demo-${randomBytes(3).toString("hex")}`;
  try {
    await playStory({ shell, program, functionName, counter, results });
  } finally {
    const ownerTool = path.relative(program, path.join(repositoryRoot, "tools/demo/function.mjs"));
    await shell("node", [ownerTool, "delete", functionName], { always: true });
  }
}

// The command that runs is ended by the signal and fails, and then everything is cleaned up; a second signal does not wait.
function listenForSignals() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (interrupted) process.exit(130);
      interrupted = true;
      say(`${signal}: cleaning up`);
    });
  }
}
