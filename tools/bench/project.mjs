// A Pulumi program with a stack of its own, run by the real CLI and timed.
import { EngineProject } from "../../build/test/support/engine/engineProject.js";
import { runCommand } from "../../build/test/support/engine/runCommand.js";
import { watchProvider } from "./providerMemory.mjs";

const operationSeconds = 300;

/** Opens a project with a program from programs.mjs; it finds the library by self-reference. */
export async function openProject(program, env = {}) {
  const project = await EngineProject.create({ program, env });
  const run = (args, options) => pulumi(project, args, options);
  const flags = (parallel) => (parallel === undefined ? [] : ["--parallel", String(parallel)]);
  return {
    folder: project.folder,
    plan: (entries) => project.write("plan.json", JSON.stringify(entries)),
    write: (file, content) => project.write(file, content),
    up: ({ parallel, ...options } = {}) => run(["up", "--yes", "--skip-preview", ...flags(parallel)], options),
    preview: (options) => run(["preview"], options),
    resources: () => project.functionCodes(),
    remove: () => project.remove(),
  };
}

/** Runs a command; answers how long it took and, when asked to watch, the highest RSS of the provider in bytes. */
async function pulumi({ folder, env }, args, { isWatched = false, more = {} } = {}) {
  let end = () => undefined;
  const started = performance.now();
  const { code, text } = await runCommand("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: folder,
    env: { ...env, ...more },
    deadlineSeconds: operationSeconds,
    onStart: (pid) => {
      if (isWatched) end = watchProvider(pid);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const highestRssBytes = end();
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text.slice(-3000)}`);
  return { seconds, highestRssBytes, text };
}
