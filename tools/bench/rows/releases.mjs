// Releases, in driven time against the tests' strict servers: what they ask of AWS and how long they take is counted.
import path from "node:path";
import { writeTree } from "../packages.mjs";
import { functionNames, ourPlan, released, releasedByPlugin } from "../programs.mjs";
import { openReleases } from "../releaseFleet.mjs";

const minuteMs = 60_000;

export const releases = {
  name: "releases",
  title: "Releases",
  async run({ workplace, pick, say, figure }) {
    await one(figure);
    await fleet(pick(100, 10), figure);
    await fromAlarm(figure);
    say("both faces deploy and release one function each");
    await state(workplace, figure);
  },
};

async function one(figure) {
  const steps = [
    { weight: 0.1, bakeSeconds: 300 },
    { weight: 0.5, bakeSeconds: 300 },
  ];
  const bed = await openReleases(1);
  const { elapsedMs, requests } = await bed.measured(() => bed.up(0, steps));
  const count = (operation) => requests.filter((request) => request.operation === operation).length;
  figure({
    what: "two steps and promotion: UpdateAlias",
    against: "",
    value: count("UpdateAlias"),
    unit: "",
    limit: 3,
  });
  for (const [operation, limit] of [
    ["GetAlias", 1],
    ["DescribeAlarms", 4],
  ])
    figure({
      what: `two steps of 5 minutes: ${operation} a minute`,
      against: "",
      // One look comes before the first weight, and GetAlias has one at the end.
      value: (count(operation) - (operation === "GetAlias" ? 2 : 1)) / (elapsedMs / minuteMs),
      unit: "",
      limit,
      seen: `${count(operation)} in ${(elapsedMs / minuteMs).toFixed(1)} min`,
    });
  const { requests: previewed } = await bed.measured(() => bed.preview(0, steps));
  figure({ what: "nothing to do: requests at a preview", against: "", value: previewed.length, unit: "", limit: 0 });
  const { requests: upped } = await bed.measured(() => bed.up(0, steps));
  figure({ what: "nothing to do: writes of an up", against: "", value: writes(upped), unit: "", limit: 0 });
  await bed.stop();
}

async function fleet(count, figure) {
  const bed = await openReleases(count);
  bed.lambda.quotas.enabled = true;
  const steps = [{ weight: 0.5, bakeSeconds: 60 }];
  const all = Array.from({ length: count }, (_, index) => index);
  const { elapsedMs, requests } = await bed.measured(() => Promise.all(all.map((index) => bed.up(index, steps))));
  await bed.stop();
  // Before its bake each has to look at the alias and at its provisioned concurrency, and to write: the last one begins then.
  const leastSeconds = Math.max(0, 3 * count - 15) / 15 + 60;
  const throttled = requests.filter(({ code }) => /Throttling|TooManyRequests/.test(code ?? "")).length;
  const what = `${count} releases at once under the quotas, one step of 60 s`;
  figure({
    what,
    against: "least time",
    value: elapsedMs / 1000 / leastSeconds,
    unit: "x",
    limit: 1.15,
    seen: `${(elapsedMs / 1000).toFixed(1)} s / ${leastSeconds.toFixed(1)} s, driven`,
  });
  figure({
    what: `${what}: throttled`,
    against: "its requests",
    value: (100 * throttled) / requests.length,
    unit: "%",
    limit: 2,
    seen: `${throttled} of ${requests.length}`,
  });
  const looks = requests.filter(({ operation }) => operation === "DescribeAlarms").map(({ atMs }) => atMs);
  const most = Math.max(...looks.map((from) => looks.filter((atMs) => atMs >= from && atMs < from + 1000).length));
  figure({ what: `${what}: DescribeAlarms in a second, at most`, against: "", value: most, unit: "", limit: 9 });
}

async function fromAlarm(figure) {
  const bed = await openReleases(1);
  // Just after a look, which comes each 15 seconds: the worst moment.
  const redAtMs = bed.clock.nowMs() + 46_000;
  bed.redAt(0, redAtMs);
  const failure = await bed.measured(() => bed.up(0, [{ weight: 0.5, bakeSeconds: 300 }])).catch((error) => error);
  if (!(failure instanceof Error)) throw new Error("the release should have gone back");
  const back = bed.lambda.journal.writes("UpdateAlias").at(-1);
  const value = (back.atMs - redAtMs) / 1000;
  figure({ what: "from an alarm to the write that goes back", against: "", value, unit: "s", limit: 16 });
  await bed.stop();
}

/** Whole entries of the state file, as the real engine writes them. */
async function state(workplace, figure) {
  const [dynamicName, pluginName] = functionNames(2, "released");
  const lambda = await workplace.lambda([dynamicName, pluginName]);
  const folder = workplace.folder();
  writeTree(path.join(folder, "app"), 3, 10_000);
  for (const [face, name, program, more, limit] of [
    ["dynamic", dynamicName, released, {}, 4500],
    ["plugin", pluginName, releasedByPlugin, { hasPlugin: true }, 2500],
  ]) {
    const project = await workplace.project(program, lambda.url, {}, more);
    project.plan(ourPlan([name], () => ({ code: path.join(folder, "app") })));
    await project.up();
    const [entry] = project.resources("FunctionRelease");
    const value = Buffer.byteLength(JSON.stringify(entry));
    const text = entry.inputs.__provider?.length;
    const seen = text === undefined ? "" : `of it the stub's text, twice: ${2 * text} bytes`;
    figure({
      what: `a release in state, ${face}`,
      against: "",
      value,
      unit: "bytes",
      limit,
      seen,
      explanation: "stub",
    });
  }
}

function writes(requests) {
  return requests.filter(({ operation }) => /^(?:Create|Update|Delete|Put|Publish|Invoke)/.test(operation)).length;
}
