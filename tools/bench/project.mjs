// A Pulumi program with a stack of its own, run by the real CLI and timed.
import { EngineProject } from "../../build/test/support/engine/engineProject.js";
import { yamlProgramOf } from "../../build/test/support/engine/programs.js";
import { runCommand } from "../../build/test/support/engine/runCommand.js";
import { watchProvider } from "./providerMemory.mjs";

const operationSeconds = 300;

/** Opens a project with a program from programs.mjs; it finds the library by self-reference. */
export async function openProject(program, env = {}, more = {}) {
  const project = await EngineProject.create({ program, env, ...more });
  // Of YAML the program is the plan.
  const isYaml = more.language === "yaml";
  const plan = (entries) =>
    isYaml
      ? project.writeProgram(yamlProgramOf(Object.fromEntries(entries)))
      : project.write("plan.json", JSON.stringify(entries));
  const run = (args, options) => pulumi(project, args, options);
  const flags = (parallel) => (parallel === undefined ? [] : ["--parallel", String(parallel)]);
  return {
    folder: project.folder,
    plan,
    /** An up that gets one SIGINT when `ready` is settled; answers how long it took from there. */
    async interruptedUp(ready) {
      let interruptedAt;
      const running = project.upToBeKilled((pid) => {
        void ready().then(() => {
          interruptedAt = performance.now();
          process.kill(pid, "SIGINT");
        });
      });
      await running;
      return (performance.now() - interruptedAt) / 1000;
    },
    write: (file, content) => project.write(file, content),
    up: ({ parallel, ...options } = {}) => run(["up", "--yes", "--skip-preview", ...flags(parallel)], options),
    preview: (options) => run(["preview"], options),
    resources: (type = "FunctionCode") => project.stateResources(type),
    remove: () => project.remove(),
  };
}

/** Runs a command; answers how long it took and, when asked to watch, the highest RSS in bytes and the CPU of the provider. */
async function pulumi({ folder, env }, args, { isWatched = false, script, more = {} } = {}) {
  let end = () => ({});
  const started = performance.now();
  const { code, text } = await runCommand("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: folder,
    env: { ...env, ...more },
    deadlineSeconds: operationSeconds,
    onStart: (pid) => {
      if (isWatched) end = watchProvider(pid, script);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const { highestRssBytes, cpuSeconds } = end();
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text.slice(-3000)}`);
  return { seconds, highestRssBytes, cpuSeconds, text };
}
