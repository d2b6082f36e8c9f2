// A hundred functions changed and published at once, where no quota is in the way.
import { cpus } from "node:os";
import path from "node:path";
import { run } from "../../setup/command.mjs";
import { createOn } from "../emulatorFunctions.mjs";
import { envLike } from "../outsLike.mjs";
import { writeZips } from "../packages.mjs";
import { functionNames, idle, idlePlan, idleWithState, ourPlan, ours } from "../programs.mjs";
import { takeTurns, timed } from "../rounds.mjs";
import { bareScript, scriptEnv } from "../script.mjs";

export const change = {
  name: "change",
  title: "A fleet changed, without a quota",
  async run({ workplace, pick, say, figure }) {
    const count = pick(100, 3);
    const names = functionNames(count);
    const scripted = functionNames(count, "script");
    const { url, wire } = await workplace.emulator();
    say(`making ${2 * count} functions on the emulator`);
    await createOn(url, [...names, ...scripted]);
    const folder = workplace.folder();
    writeZips(folder, [...names, ...scripted], 1_000_000);
    const zip = (name, isOdd) => path.join(folder, `${name}-${isOdd ? "a" : "b"}.zip`);
    const projects = {
      idle: await workplace.project(idle),
      ours: await workplace.project(ours, wire.url),
    };
    let turn = 0;
    const planNext = () => {
      turn += 1;
      projects.idle.plan(idlePlan(count, turn));
      projects.state?.plan(idlePlan(count, turn));
      projects.ours.plan(ourPlan(names, (name) => ({ code: zip(name, turn % 2 === 1), publish: true })));
    };
    planNext();
    for (const project of Object.values(projects)) await project.up({ parallel: 50 });
    projects.state = await workplace.project(idleWithState, undefined, await envLike(projects.ours, workplace));
    projects.state.plan(idlePlan(count, turn));
    await projects.state.up({ parallel: 50 });

    for (const parallel of [undefined, 100]) {
      const contenders = {
        idle: () => projects.idle.up({ parallel }),
        // Where the most is at work at once, the state is what holds it back.
        ...(parallel === undefined ? {} : { state: () => projects.state.up({ parallel }) }),
        // Pulumi's own default is four a core.
        script: () =>
          timed(() =>
            run(process.execPath, bareScript(scripted, zip("NAME", turn % 2 === 1), parallel ?? 4 * cpus().length), {
              env: scriptEnv(wire.url),
              deadlineSeconds: 300,
              what: "the bare script",
            }),
          ),
        ours: () => projects.ours.up({ parallel }),
      };
      const before = (name) => {
        if (name === "idle") planNext();
      };
      wire.reset();
      const times = await takeTurns(pick(2, 1), contenders, { say, before });
      figure({
        what: `changing ${count} functions, 1 MB, publish, ${parallel === undefined ? "default parallelism" : `--parallel ${parallel}`}`,
        against: "do-nothing + bare script",
        value: times.ours.seconds / (times.idle.seconds + times.script.seconds),
        unit: "x",
        limit: 1.2,
        seen: `${times.ours.seconds.toFixed(2)} s / (${times.idle.seconds.toFixed(2)} + ${times.script.seconds.toFixed(2)} s)${besideState(times.state)}`,
        explanation: "change",
        details: { ours: times.ours.all, idle: times.idle.all, script: times.script.all, state: times.state?.all },
      });
    }
  },
};

function besideState(state) {
  return state === undefined ? "" : `; do-nothing with as much state: ${state.seconds.toFixed(2)} s`;
}
