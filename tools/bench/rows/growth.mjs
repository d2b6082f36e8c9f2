// How cost grows with the work: more functions, larger packages.
import path from "node:path";
import { zipOfSize, writeZips } from "../packages.mjs";
import { functionNames, idle, idlePlan, ourPlan, ours } from "../programs.mjs";
import { writeFileSync } from "node:fs";

// Measured points scatter; growth beyond this is more than that.
const tolerance = 1.25;

export const growth = {
  name: "growth",
  title: "Growing work",
  async run({ workplace, pick, say, figure, chart }) {
    await moreFunctions({ workplace, counts: pick([1, 10, 100, 300], [1, 4]), say, figure, chart });
    await largerPackages({ workplace, megabytes: pick([1, 10, 48], [1, 2]), count: pick(4, 1), say, figure, chart });
  },
};

async function moreFunctions({ workplace, counts, say, figure, chart }) {
  const lambda = await workplace.lambda();
  const folder = workplace.folder();
  const projects = { ours: await workplace.project(ours, lambda.url), idle: await workplace.project(idle) };
  const names = functionNames(counts.at(-1));
  await lambda.create(names);
  writeZips(folder, names, 100_000);
  const plan = (count, variant) => {
    const code = (name) => path.join(folder, `${name}-${variant}.zip`);
    projects.ours.plan(ourPlan(names.slice(0, count), (name) => ({ code: code(name), publish: true })));
    projects.idle.plan(idlePlan(count, variant));
  };
  const series = {
    "changed, ours": [],
    "changed, do-nothing": [],
    "no-op preview, ours": [],
    "no-op preview, do-nothing": [],
  };
  for (const count of counts) {
    plan(count, "a");
    for (const project of Object.values(projects)) await project.up({ parallel: 100 });
    plan(count, "b");
    for (const [name, key] of [
      ["ours", "ours"],
      ["idle", "do-nothing"],
    ]) {
      series[`changed, ${key}`].push([count, (await projects[name].up({ parallel: 100 })).seconds]);
      series[`no-op preview, ${key}`].push([count, (await projects[name].preview()).seconds]);
    }
    say(
      `${count} functions: ${Object.entries(series)
        .map(([name, points]) => `${name} ${points.at(-1)[1].toFixed(1)} s`)
        .join(", ")}`,
    );
  }
  for (const step of ["changed", "no-op preview"]) {
    // The engine's own growth is not ours: it writes the whole state at each step.
    const own = series[`${step}, ours`].map(([count, seconds], index) => [
      count,
      seconds - series[`${step}, do-nothing`][index][1],
    ]);
    judge({
      figure,
      what: `${step}, 1 to ${counts.at(-1)} functions`,
      own,
      seconds: series[`${step}, ours`],
      unit: "functions",
    });
  }
  chart({
    title: "Growing number of functions, 100 KB, --parallel 100",
    x: "functions",
    y: "time, s",
    lines: linesOf(series),
  });
}

async function largerPackages({ workplace, megabytes, count, say, figure, chart }) {
  const lambda = await workplace.lambda();
  const folder = workplace.folder();
  const project = await workplace.project(ours, lambda.url);
  const atRest = await workplace.project(idle);
  const names = functionNames(count);
  await lambda.create(names);
  const zip = (name) => path.join(folder, `${name}.zip`);
  project.plan(ourPlan(names, (name) => ({ code: zip(name) })));
  atRest.plan(idlePlan(count));
  const idleBytes = (await atRest.up({ isWatched: true })).highestRssBytes;
  const [times, memory] = [[], []];
  for (const size of megabytes) {
    for (const label of ["first", "second"]) {
      for (const name of names) writeFileSync(zip(name), zipOfSize(size * 1_000_000, `${name} ${label} ${size}`));
      const isMeasured = label === "second";
      const { seconds, highestRssBytes } = await project.up({ parallel: 100, isWatched: isMeasured });
      if (!isMeasured) continue;
      times.push([size, seconds]);
      memory.push([size, (highestRssBytes - idleBytes) / 1_000_000]);
      say(`${count} functions of ${size} MB: ${seconds.toFixed(1)} s, ${memory.at(-1)[1].toFixed(0)} MB over idle`);
    }
  }
  judge({
    figure,
    what: `changed, ${count} functions of 1 to ${megabytes.at(-1)} MB`,
    own: times,
    seconds: times,
    unit: "MB",
  });
  const title = `Growing packages, ${count} functions`;
  chart({ title: `${title}: time`, x: "MB each", y: "time, s", lines: linesOf({ "changed, ours": times }) });
  chart({ title: `${title}: memory over idle`, x: "MB each", y: "MB", lines: linesOf({ provider: memory }) });
}

/** Whether each step up costs more for one more than the whole before it did for each: the line would bend upwards. */
function judge({ figure, what, own, seconds, unit }) {
  const seen = seconds.map(([size, time]) => `${size}: ${time.toFixed(1)} s`).join(", ");
  const [first, ...rest] = own;
  const last = rest.at(-1);
  const middle = rest.at(-2) ?? first;
  const slope = ([x1, y1], [x2, y2]) => (y2 - y1) / (x2 - x1);
  // With the fixed part taken off at both ends: the slope of the last stretch against that of all before it.
  const before = Math.max(slope(first, middle) || 0, middle === first ? slope(first, last) : 0, 0.001);
  const value = Math.max(0, slope(middle, last)) / before;
  figure({
    what: `${what}: one more at the end`,
    against: `one more of the ${unit} before`,
    value,
    unit: "x",
    limit: tolerance,
    seen,
    explanation: "growth",
  });
}

function linesOf(series) {
  return Object.entries(series).map(([name, points]) => ({ name, points }));
}
