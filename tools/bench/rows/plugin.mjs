// The other face: what a program in YAML, or in TypeScript by the plugin, costs beside a dynamic do-nothing program.
import path from "node:path";
import { writeTree } from "../packages.mjs";
import { idle, idlePlan, functionNames, ourPlan, ours, oursByPlugin } from "../programs.mjs";
import { takeTurns } from "../rounds.mjs";

const never = Number.MAX_SAFE_INTEGER;

// The engine writes the state of the whole stack at each step, which takes minutes for a thousand and is not measured here.
const stateAtTheEnd = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export const plugin = {
  name: "plugin",
  title: "By the plugin",
  async run({ workplace, pick, say, figure, chart }) {
    const names = functionNames(pick(1000, 6));
    const lambda = await workplace.lambda(names);
    const folder = workplace.folder();
    for (const name of names) writeTree(path.join(folder, name), 3, 10_000);
    const planOf = (count) => ourPlan(names.slice(0, count), (name) => ({ code: path.join(folder, name) }));
    const count = pick(100, 3);
    const projects = await openProjects(workplace, lambda.url);
    say(`${count} folders are deployed first, by each face`);
    projects.idle.plan(idlePlan(count));
    for (const project of [projects.yaml, projects.typescript, projects.dynamic]) project.plan(planOf(count));
    for (const project of Object.values(projects)) await project.up({ parallel: 50 });
    await noOp({ projects, count, rounds: pick(5, 1), say, figure });
    for (const [name, limit] of [
      ["yaml", 4800],
      ["typescript", 3800],
    ])
      figure({
        what: `a resource in state, the whole entry, ${name}`,
        against: "",
        value: Buffer.byteLength(JSON.stringify(projects[name].resources()[0])),
        unit: "bytes",
        limit,
      });
    await thousand({ projects, planOf, counts: [count, names.length], rounds: pick(3, 1), say, figure, chart });
    await interrupted({ workplace, figure });
  },
};

async function openProjects(workplace, url) {
  return {
    idle: await workplace.project(idle),
    dynamic: await workplace.project(ours, url),
    yaml: await workplace.project("{}", url, {}, { language: "yaml" }),
    typescript: await workplace.project(oursByPlugin, url, {}, { hasPlugin: true }),
  };
}

async function noOp({ projects, count, rounds, say, figure }) {
  const turns = ["idle", "yaml", "typescript"].map((name) => [name, () => projects[name].preview()]);
  const times = await takeTurns(rounds, Object.fromEntries(turns), { say });
  for (const [name, limit] of [
    ["yaml", 0.6],
    ["typescript", 1],
  ])
    figure({
      what: `no-op preview of ${count} functions by the plugin, ${name}`,
      against: "dynamic do-nothing program",
      value: times[name].seconds / times.idle.seconds,
      unit: "x",
      limit,
      seen: `${times[name].seconds.toFixed(2)} s / ${times.idle.seconds.toFixed(2)} s`,
      explanation: "pluginNoOp",
      details: { own: times[name].all, base: times.idle.all },
    });
  const { highestRssBytes, cpuSeconds } = await projects.yaml.preview({ isWatched: true, script: "plugin/main.js" });
  const what = `the plugin's process over ${count} functions, no-op`;
  figure({ what: `${what}: memory`, against: "", value: highestRssBytes / 1e6, unit: "MB", limit: 90 });
  figure({ what: `${what}: CPU`, against: "", value: cpuSeconds, unit: "s", limit: 1.2 });
}

async function thousand({ projects, planOf, counts, rounds, say, figure, chart }) {
  const series = { yaml: [], dynamic: [] };
  for (const count of counts) {
    for (const name of Object.keys(series)) {
      say(`${count} functions, ${name}: deployed first`);
      projects[name].plan(planOf(count));
      await projects[name].up({ parallel: 100, more: stateAtTheEnd });
    }
    const turns = Object.keys(series).map((name) => [name, () => projects[name].preview()]);
    const times = await takeTurns(rounds, Object.fromEntries(turns), { say });
    for (const name of Object.keys(series)) series[name].push([count, times[name].seconds]);
  }
  for (const [name, [[fewer, before], [more, after]]] of Object.entries(series))
    figure({
      what: `no-op preview of ${more} functions in one stack, ${name}: time a function`,
      against: `the same of ${fewer}`,
      value: after / more / (before / fewer),
      unit: "x",
      limit: 1.15,
      seen: `${fewer}: ${before.toFixed(2)} s, ${more}: ${after.toFixed(2)} s`,
      explanation: "growth",
    });
  const lines = Object.entries(series).map(([name, points]) => ({ name, points }));
  chart({ title: "No-op preview of one stack", x: "functions", y: "time, s", lines });
}

/** From one SIGINT to the end of `pulumi`, while Lambda never settles. */
async function interrupted({ workplace, figure }) {
  const names = functionNames(1);
  const lambda = await workplace.lambda(names);
  await lambda.set({ inProgressReads: never });
  const folder = workplace.folder();
  writeTree(path.join(folder, "app"), 3, 10_000);
  const project = await workplace.project("{}", lambda.url, {}, { language: "yaml" });
  project.plan(ourPlan(names, () => ({ code: path.join(folder, "app") })));
  const seconds = await project.interruptedUp(async () => {
    while ((await lambda.requests()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
  figure({
    what: "one Ctrl-C while Lambda never settles: to the end",
    against: "",
    value: seconds,
    unit: "s",
    limit: 1,
  });
}
