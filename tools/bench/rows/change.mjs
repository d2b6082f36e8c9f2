// A hundred functions changed and published at once, where no quota is in the way.
import { cpus } from "node:os";
import { run } from "../../setup/command.mjs";
import { createOn } from "../emulatorFunctions.mjs";
import { openFleet } from "../fleet.mjs";
import { envLike } from "../outsLike.mjs";
import { writeZips } from "../packages.mjs";
import { functionNames, idlePlan, idleWithState } from "../programs.mjs";
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
    const zip = writeZips(workplace.folder(), [...names, ...scripted], 1_000_000);
    const fleet = await openFleet(workplace, names, wire.url);
    let state;
    let turn = 0;
    const variant = () => (turn % 2 === 1 ? "a" : "b");
    const planNext = () => {
      turn += 1;
      fleet.plan((name) => ({ code: zip(name, variant()), publish: true }), turn);
      state?.plan(idlePlan(count, turn));
    };
    planNext();
    await fleet.up({ parallel: 50 });
    state = await workplace.project(idleWithState, undefined, await envLike(fleet.ours, workplace));
    state.plan(idlePlan(count, turn));
    await state.up({ parallel: 50 });

    for (const parallel of [undefined, 100]) {
      const contenders = {
        idle: () => fleet.idle.up({ parallel }),
        // Where the most is at work at once, the state is what holds it back.
        ...(parallel === undefined ? {} : { state: () => state.up({ parallel }) }),
        // Pulumi's own default is four a core.
        script: () =>
          timed(() =>
            run(process.execPath, bareScript(scripted, zip("NAME", variant()), parallel ?? 4 * cpus().length), {
              env: scriptEnv(wire.url),
              deadlineSeconds: 300,
              what: "the bare script",
            }),
          ),
        ours: () => fleet.ours.up({ parallel }),
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
