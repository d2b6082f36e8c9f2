// How cost grows with the work: more functions, larger packages.
import path from "node:path";
import { openFleet } from "../fleet.mjs";
import { envLike } from "../outsLike.mjs";
import { zipOfSize, writeZips } from "../packages.mjs";
import { functionNames, idlePlan, idleWithState, ourPlan, ours } from "../programs.mjs";
import { takeTurns } from "../rounds.mjs";
import { writeFileSync } from "node:fs";

// Measured points scatter; growth beyond this is more than that.
const tolerance = 1.25;

export const growth = {
  name: "growth",
  title: "Growing work",
  async run({ workplace, pick, say, figure, chart }) {
    await moreFunctions({ workplace, counts: pick([1, 10, 100, 300], [1, 4]), say, figure, chart });
    await largerPackages({
      workplace,
      megabytes: pick([1, 10, 24, 48], [1, 2]),
      count: pick(4, 1),
      say,
      figure,
      chart,
    });
  },
};

async function moreFunctions({ workplace, counts, say, figure, chart }) {
  const names = functionNames(counts.at(-1));
  const lambda = await workplace.lambda(names);
  const zip = writeZips(workplace.folder(), names, 100_000);
  const series = {
    "deployed, ours": [],
    "deployed, do-nothing": [],
    "no-op preview, ours": [],
    "no-op preview, do-nothing": [],
  };
  let like;
  for (const [index, count] of counts.entries()) {
    const measure = async (name, project) => {
      series[`deployed, ${name}`].push([count, (await project.up({ parallel: 100 })).seconds]);
      series[`no-op preview, ${name}`].push([count, (await project.preview()).seconds]);
    };
    const own = await workplace.project(ours, lambda.url);
    const variant = index % 2 === 0 ? "a" : "b";
    own.plan(ourPlan(names.slice(0, count), (name) => ({ code: zip(name, variant), publish: true })));
    await measure("ours", own);
    // The engine's own growth is not ours: with as much state it is the same.
    like ??= await envLike(own, workplace);
    const base = await workplace.project(idleWithState, undefined, like);
    base.plan(idlePlan(count));
    await measure("do-nothing", base);
    say(
      `${count} functions: ${Object.entries(series)
        .map(([name, points]) => `${name} ${points.at(-1)[1].toFixed(1)} s`)
        .join(", ")}`,
    );
  }
  for (const step of ["deployed", "no-op preview"]) {
    const [own, base] = [series[`${step}, ours`], series[`${step}, do-nothing`]];
    const ratios = own.map(([, seconds], index) => seconds / base[index][1]);
    figure({
      what: `${step}, ${counts.at(-1)} functions: times the do-nothing program with as much state`,
      against: `the same with ${counts.at(-2)} functions`,
      value: ratios.at(-1) / ratios.at(-2),
      unit: "x",
      limit: tolerance,
      seen: own
        .map(([count, seconds], index) => `${count}: ${seconds.toFixed(1)} / ${base[index][1].toFixed(1)} s`)
        .join(", "),
      explanation: "growth",
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
  const folder = workplace.folder();
  const names = functionNames(count);
  const lambda = await workplace.lambda(names);
  const fleet = await openFleet(workplace, names, lambda.url);
  const zip = (name) => path.join(folder, `${name}.zip`);
  fleet.plan((name) => ({ code: zip(name) }));
  const idleBytes = (await fleet.idle.up({ isWatched: true })).highestRssBytes;
  const [times, memory] = [[], []];
  const deploy = async (size, label) => {
    for (const name of names) writeFileSync(zip(name), zipOfSize(size * 1_000_000, `${name} ${label} ${size}`));
    return fleet.ours.up({ parallel: 100, isWatched: true });
  };
  await deploy(megabytes[0], "created");
  for (const size of megabytes) {
    const { changed } = await takeTurns(2, { changed: (round) => deploy(size, round) });
    times.push([size, changed.seconds]);
    memory.push([size, (changed.highestRssBytes - idleBytes) / 1_000_000]);
    say(
      `${count} functions of ${size} MB: ${changed.seconds.toFixed(1)} s, ${memory.at(-1)[1].toFixed(0)} MB over idle`,
    );
  }
  const slope = ([x1, y1], [x2, y2]) => (y2 - y1) / (x2 - x1);
  const [first, before, last] = [times[0], times.at(-2), times.at(-1)];
  figure({
    what: `changed, ${count} functions of ${first[0]} to ${last[0]} MB: one MB more beyond ${before[0]} MB`,
    against: "one MB more from end to end",
    value: Math.max(0, slope(before, last)) / Math.max(slope(first, last), 0.001),
    unit: "x",
    limit: tolerance,
    seen: times.map(([size, seconds]) => `${size} MB: ${seconds.toFixed(1)} s`).join(", "),
    explanation: "growthOfPackages",
  });
  const title = `Growing packages, ${count} functions`;
  chart({ title: `${title}: time`, x: "MB each", y: "time, s", lines: linesOf({ "changed, ours": times }) });
  chart({ title: `${title}: memory over idle`, x: "MB each", y: "MB", lines: linesOf({ provider: memory }) });
}

function linesOf(series) {
  return Object.entries(series).map(([name, points]) => ({ name, points }));
}
