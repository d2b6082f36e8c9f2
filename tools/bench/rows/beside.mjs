// What a user would type instead, on the same emulator: the AWS CLI, another deploy tool, and a script with the SDK.
import { createOn, versionsOn } from "../emulatorFunctions.mjs";
import { otherWays } from "../otherWays.mjs";
import { writeZips, zipsIn } from "../packages.mjs";
import { functionNames, ourPlan, ours } from "../programs.mjs";
import { timed } from "../rounds.mjs";

export const beside = {
  name: "beside",
  title: "Beside other ways to do it",
  async run({ workplace, pick, say, figure }) {
    const { url, wire } = await workplace.emulator();
    const folder = workplace.folder();
    const zip = zipsIn(folder);
    const others = await otherWays(wire.url, zip, say);
    for (const count of [1, pick(20, 2)]) {
      const ways = { "pulumi up with this library": await ourWay(workplace, wire.url, zip), ...others };
      for (const [way, deploy] of Object.entries(ways)) {
        const names = functionNames(count, `${way.replaceAll(/\W/g, "")}${count}x`);
        await createOn(url, names);
        writeZips(folder, names, 1_000_000);
        // Pulumi must know its state; the others need the function to run the code, whoever brought it.
        await (way.startsWith("pulumi") ? deploy : others["bare script, 8 at once"])(names, "b");
        for (const [step, variant] of [
          ["unchanged", "b"],
          ["changed", "a"],
        ]) {
          const before = await versionsOn(url, names);
          wire.reset();
          const { seconds } = await timed(() => deploy(names, variant));
          const minted = (await versionsOn(url, names)) - before;
          const seen = `${wire.requests.length} requests, ${minted} versions minted`;
          say(`${way}, ${count} ${step}: ${seconds.toFixed(1)} s, ${seen}`);
          const isOurs = way.startsWith("pulumi");
          figure({ what: `${count} ${step}: ${way}`, against: "", value: seconds, unit: "s", seen });
          if (isOurs)
            figure({
              what: `${count} ${step}: versions minted by ${way}`,
              against: "",
              value: minted,
              unit: "",
              limit: step === "changed" ? count : 0,
            });
        }
      }
    }
  },
};

async function ourWay(workplace, url, zip) {
  const project = await workplace.project(ours, url);
  return (names, variant) => {
    project.plan(ourPlan(names, (name) => ({ code: zip(name, variant), publish: true })));
    return project.up({ parallel: 20 });
  };
}
