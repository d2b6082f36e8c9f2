// A preview that has to ask AWS: functions that run what other functions run.
import http from "node:http";
import { text } from "node:stream/consumers";
import { openFleet } from "../fleet.mjs";
import { functionNames } from "../programs.mjs";
import { takeTurns } from "../rounds.mjs";

const requestMs = 20;
const oursMs = 5;

export const promoted = {
  name: "promoted",
  title: "Promotion",
  async run({ workplace, pick, say, figure }) {
    const count = pick(100, 5);
    const names = functionNames(count);
    const sources = functionNames(count, "source");
    const lambda = await workplace.lambda([...names, ...sources]);
    const fleet = await openFleet(workplace, names, lambda.url);
    const planFrom = (sourceOf) => fleet.plan((_, index) => ({ sourceFunction: { functionName: sourceOf(index) } }));
    planFrom((index) => sources[index]);
    await fleet.up({ parallel: 50 });

    const bareMs = await settleLatency(lambda);
    await lambda.requests();
    const rounds = pick(3, 1);
    const contenders = { idle: () => fleet.idle.preview(), ours: () => fleet.ours.preview() };
    const times = await takeTurns(rounds, contenders, { say });
    const requests = (await lambda.requests()).length / rounds;
    const extraMs = (times.ours.seconds - times.idle.seconds) * 1000;
    const what = `no-op preview of ${count} functions promoted from ${count} others`;
    figure({ what: `${what}: requests`, against: "", value: requests, unit: "", limit: count });
    figure({
      what: `${what}: time for each, ${requestMs} ms a request`,
      against: "do-nothing program",
      value: extraMs / count,
      unit: "ms more",
      limit: requestMs + oursMs,
      seen: `${times.ours.seconds.toFixed(2)} s - ${times.idle.seconds.toFixed(2)} s; a bare request: ${bareMs.toFixed(1)} ms`,
      explanation: "promoted",
      details: { ours: times.ours.all, idle: times.idle.all },
    });

    planFrom(() => sources[0]);
    await fleet.ours.preview();
    const shared = (await lambda.requests()).filter(({ functionName }) => functionName === sources[0]).length;
    figure({
      what: `${count} promoted from one and the same: looks at it`,
      against: "",
      value: shared,
      unit: "",
      limit: 1,
    });
  },
};

/** Sets the latency so that a bare request takes 20 ms, with what timers and server add; answers what it takes. */
async function settleLatency(lambda) {
  for (let latencyMs = requestMs; ; latencyMs -= 1) {
    await lambda.set({ latencyMs });
    const bareMs = await bareRequestMs(lambda.url);
    if (bareMs < requestMs + 1) return bareMs;
  }
}

/** The mean of some requests, one after the other on one connection. */
async function bareRequestMs(url) {
  const agent = new http.Agent({ keepAlive: true });
  const request = () =>
    new Promise((resolve, reject) => {
      const take = (answer) => text(answer).then(resolve, reject);
      http.get(`${url}/2015-03-31/functions/nobody`, { agent }, take).on("error", reject);
    });
  await request();
  const started = performance.now();
  const count = 25;
  for (let sent = 0; sent < count; sent += 1) await request();
  agent.destroy();
  return (performance.now() - started) / count;
}
