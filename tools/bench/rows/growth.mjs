// How cost grows with the work: more functions, larger packages.
import path from "node:path";
import { zipOfSize, writeZips } from "../packages.mjs";
import { functionNames, idle, idlePlan, idleWithState, ourPlan, ours } from "../programs.mjs";
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
  const lambda = await workplace.lambda();
  const folder = workplace.folder();
  const outs = path.join(folder, "outs.json");
  const names = functionNames(counts.at(-1));
  await lambda.create(names);
  writeZips(folder, names, 100_000);
  writeFileSync(outs, "{}");
  const series = {
    "deployed, ours": [],
    "deployed, do-nothing": [],
    "no-op preview, ours": [],
    "no-op preview, do-nothing": [],
  };
  for (const [index, count] of counts.entries()) {
    const projects = {
      ours: await workplace.project(ours, lambda.url),
      // The engine's own growth is not ours: with as much state it is the same.
      "do-nothing": await workplace.project(idleWithState, undefined, { OUTS: outs }),
    };
    const code = (name) => path.join(folder, `${name}-${index % 2 === 0 ? "a" : "b"}.zip`);
    projects.ours.plan(ourPlan(names.slice(0, count), (name) => ({ code: code(name), publish: true })));
    projects["do-nothing"].plan(idlePlan(count));
    for (const [name, project] of Object.entries(projects)) {
      series[`deployed, ${name}`].push([count, (await project.up({ parallel: 100 })).seconds]);
      series[`no-op preview, ${name}`].push([count, (await project.preview()).seconds]);
    }
    if (index === 0) writeFileSync(outs, JSON.stringify(likeOurs(projects)));
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

/** Outputs with which a do-nothing resource takes as many bytes in state as one of ours, with as long a secret. */
function likeOurs(projects) {
  const [[ours], [idle]] = [projects.ours.resources(), projects["do-nothing"].resources()];
  const bytes = (value) => Buffer.byteLength(JSON.stringify(value));
  const sealedBytes = bytes(ours.outputs.configuration);
  const fields = Math.round((sealedBytes * 0.7) / 30);
  const configuration = Object.fromEntries(
    Array.from({ length: fields }, (_, index) => [`field${index}`, "x".repeat(16)]),
  );
  return { configuration, ballast: "x".repeat(Math.max(0, bytes(ours) - sealedBytes - bytes(idle))) };
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
  // Small packages show the fixed part only; beyond them the line must not bend upwards.
  const slopes = times.slice(1).map(([size, seconds], index) => (seconds - times[index][1]) / (size - times[index][0]));
  figure({
    what: `changed, ${count} functions of ${megabytes.at(-1)} MB: one MB more`,
    against: `one MB more before ${megabytes.at(-2)} MB`,
    value: Math.max(0, slopes.at(-1)) / Math.max(slopes.at(-2) ?? slopes[0], 0.001),
    unit: "x",
    limit: tolerance,
    seen: times.map(([size, seconds]) => `${size} MB: ${seconds.toFixed(1)} s`).join(", "),
    explanation: "growth",
  });
  const title = `Growing packages, ${count} functions`;
  chart({ title: `${title}: time`, x: "MB each", y: "time, s", lines: linesOf({ "changed, ours": times }) });
  chart({ title: `${title}: memory over idle`, x: "MB each", y: "MB", lines: linesOf({ provider: memory }) });
}

function linesOf(series) {
  return Object.entries(series).map(([name, points]) => ({ name, points }));
}
