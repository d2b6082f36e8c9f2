// A hundred functions changed and published at once under Lambda's quotas, by one program and by two.
import { openFleet } from "../fleet.mjs";
import { bucketSeconds, summarize } from "../lambda.mjs";
import { writeZips } from "../packages.mjs";
import { functionNames } from "../programs.mjs";
import { takeTurns, timed } from "../rounds.mjs";

const settlingMs = 1000;
const parallel = 100;

export const quota = {
  name: "quota",
  title: "A fleet changed, under the quotas of Lambda",
  async run({ workplace, pick, say, figure }) {
    const count = pick(100, 20);
    const names = ["one", "two"].map((prefix) => functionNames(count, prefix));
    const lambda = await workplace.lambda(names.flat());
    const zip = writeZips(workplace.folder(), names.flat(), 1_000_000);
    const fleets = [];
    for (const each of names) fleets.push(await openFleet(workplace, each, lambda.url));
    let turn = 0;
    const planNext = (fleet) => {
      turn += 1;
      // Two turns a round: each time the other zip.
      fleet.plan((name) => ({ code: zip(name, turns(name)), publish: true }), turn);
    };
    const used = new Map();
    const turns = (name) => {
      used.set(name, used.get(name) === "a" ? "b" : "a");
      return used.get(name);
    };
    say("deploying the first code");
    for (const fleet of fleets) {
      planNext(fleet);
      await fleet.up({ parallel });
    }

    await lambda.set({ quotas: true, inProgressMs: settlingMs, inProgressReads: 0, publishedUpdatePendingReads: 0 });
    for (const programs of [1, 2]) {
      const running = fleets.slice(0, programs);
      const contenders = {
        idle: () => timed(() => Promise.all(running.map(({ idle }) => idle.up({ parallel })))),
        ours: async () => {
          await lambda.requests();
          const { seconds, result } = await timed(() => Promise.all(running.map(({ ours }) => ours.up({ parallel }))));
          return { seconds, ends: result.map((each) => each.seconds), requests: await lambda.requests() };
        },
      };
      const before = (name) => (name === "idle" ? running.forEach(planNext) : undefined);
      const times = await takeTurns(pick(2, 1), contenders, { say, before });
      report({ figure, count, programs, times });
    }
  },
};

function report({ figure, count, programs, times: { idle, ours } }) {
  const { total, acceptedOthers, acceptedLooks, throttled } = summarize(ours.requests);
  const leastSeconds = Math.max(acceptedOthers / 15, acceptedLooks / 100) + settlingMs / 1000 + idle.seconds;
  const depth = `buckets ${15 * bucketSeconds} and ${100 * bucketSeconds} deep`;
  const what = `${programs === 1 ? "" : "two programs at once, each "}changing ${count} functions under the quotas, --parallel ${parallel}`;
  figure({
    what: `${what} (${depth})`,
    against: "least time",
    value: ours.seconds / leastSeconds,
    unit: "x",
    limit: programs === 1 ? 1.15 : 1.25,
    seen: `${ours.seconds.toFixed(2)} s / ${leastSeconds.toFixed(2)} s`,
    explanation: "quota",
    details: { ours: ours.all, idle: idle.all, requests: total, acceptedOthers, acceptedLooks, throttled },
  });
  figure({
    what: `${what}: throttled`,
    against: "its requests",
    value: (100 * throttled) / total,
    unit: "%",
    limit: programs === 1 ? 2 : 5,
    seen: `${throttled} of ${total}`,
    explanation: "quotaThrottled",
  });
  if (programs > 1) {
    const [first, last] = [Math.min(...ours.ends), Math.max(...ours.ends)];
    const seen = `${last.toFixed(2)} s / ${first.toFixed(2)} s`;
    figure({
      what: `${what}: the slower one`,
      against: "the faster one",
      value: last / first,
      unit: "x",
      limit: 2,
      seen,
    });
  }
  const delays = delaysOf(ours.requests);
  const seen = `median ${delays[Math.floor(delays.length / 2)]?.toFixed(2)} s`;
  figure({ what: `${what}: longest from done to known`, against: "", value: delays.at(-1) ?? 0, unit: "s", seen });
}

/** For each function the time from the end of its update to the first look that could see it, shortest first. */
function delaysOf(requests) {
  const updates = requests.filter(({ operation, accepted }) => operation === "UpdateFunctionCode" && accepted);
  return updates
    .map(({ functionName, atMs }) => {
      const doneAtMs = atMs + settlingMs;
      const look = requests.find((each) => {
        const isLook = each.operation === "GetFunction" && each.accepted && each.qualifier === undefined;
        return isLook && each.functionName === functionName && each.atMs >= doneAtMs;
      });
      return ((look?.atMs ?? doneAtMs) - doneAtMs) / 1000;
    })
    .sort((a, b) => a - b);
}
