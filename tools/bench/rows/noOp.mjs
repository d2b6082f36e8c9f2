// Nothing to do: what a hundred unchanged functions cost at each preview and up.
import path from "node:path";
import { awsSdkModules, recordingEnv } from "../../../build/test/support/recordedModules.js";
import { openFleet } from "../fleet.mjs";
import { writeTree, writeZips } from "../packages.mjs";
import { functionNames, ourPlan, ours } from "../programs.mjs";
import { takeTurns } from "../rounds.mjs";

export const noOp = {
  name: "no-op",
  title: "Nothing to do",
  async run({ workplace, pick, say, figure }) {
    const count = pick(100, 5);
    const rounds = pick(5, 1);
    const names = functionNames(count);
    // Functions of their own for the folders: the two projects must not undo each other's deploys.
    const others = functionNames(count, "folder");
    const lambda = await workplace.lambda([...names, ...others]);

    say(`${count} zips of 1 MB and ${count} folders of 1 MB are deployed first`);
    const folder = workplace.folder();
    const zip = writeZips(folder, names, 1_000_000);
    for (const name of names) writeTree(path.join(folder, name), pick(50, 5), 1_000_000);
    const fleet = await openFleet(workplace, names, lambda.url);
    fleet.plan((name) => ({ code: zip(name, "a") }));
    await fleet.up({ parallel: 50 });
    const folders = await workplace.project(ours, lambda.url);
    folders.plan(ourPlan(others, (_, index) => ({ code: path.join(folder, names[index]) })));
    await folders.up({ parallel: 50 });
    const projects = { idle: fleet.idle, zips: fleet.ours, folders };

    await lambda.requests();
    const times = await takeTurns(
      rounds,
      Object.fromEntries(
        ["preview", "up"].flatMap((verb) =>
          Object.entries(projects).map(([name, project]) => [`${name} ${verb}`, () => project[verb]()]),
        ),
      ),
      { say },
    );
    for (const verb of ["preview", "up"])
      for (const code of ["zips", "folders"]) {
        const [own, base] = [code, "idle"].map((name) => times[`${name} ${verb}`]);
        figure({
          what: `no-op ${verb} of ${count} functions, ${code === "zips" ? "1 MB zips" : "folders, warm cache"}`,
          against: "do-nothing program",
          value: own.seconds / base.seconds,
          unit: "x",
          limit: 1.1,
          seen: `${own.seconds.toFixed(2)} s / ${base.seconds.toFixed(2)} s`,
          explanation: "noOp",
          details: { own: own.all, base: base.all },
        });
      }
    const requests = (await lambda.requests()).length;
    figure({ what: "AWS requests in all of these", against: "", value: requests, unit: "", limit: 0 });

    const loaded = await sdkModulesAt(projects.zips, workplace.folder());
    figure({
      what: "modules of the AWS SDK loaded by a no-op preview",
      against: "",
      value: loaded,
      unit: "",
      limit: 0,
    });
    const cold = await projects.folders.preview({ more: { PULUMI_LAMBDA_CODE_CACHE: workplace.folder() } });
    figure({
      what: `no-op preview of ${count} functions, folders, cold cache`,
      against: "warm cache",
      value: cold.seconds / times["folders preview"].seconds,
      unit: "x",
      seen: `${cold.seconds.toFixed(2)} s / ${times["folders preview"].seconds.toFixed(2)} s`,
    });
  },
};

async function sdkModulesAt(project, folder) {
  const file = path.join(folder, "modules");
  await project.preview({ more: recordingEnv(file) });
  return awsSdkModules(file).length;
}
