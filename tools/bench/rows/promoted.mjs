// A preview that has to ask AWS: functions that run what other functions run.
import { functionNames, idle, idlePlan, ourPlan, ours } from "../programs.mjs";
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
    const lambda = await workplace.lambda();
    await lambda.create(names);
    await lambda.create(sources);
    const projects = { idle: await workplace.project(idle), ours: await workplace.project(ours, lambda.url) };
    const plan = (sourceOf) => ourPlan(names, (_, index) => ({ sourceFunction: { functionName: sourceOf(index) } }));
    projects.idle.plan(idlePlan(count));
    projects.ours.plan(plan((index) => sources[index]));
    for (const project of Object.values(projects)) await project.up({ parallel: 50 });

    await lambda.set({ latencyMs: requestMs });
    await lambda.requests();
    const rounds = pick(3, 1);
    const contenders = { idle: () => projects.idle.preview(), ours: () => projects.ours.preview() };
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
      seen: `${times.ours.seconds.toFixed(2)} s - ${times.idle.seconds.toFixed(2)} s`,
      explanation: "promoted",
      details: { ours: times.ours.all, idle: times.idle.all },
    });

    projects.ours.plan(plan(() => sources[0]));
    await projects.ours.preview();
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
