// Nothing to do: what a hundred unchanged functions cost at each preview and up.
import path from "node:path";
import { awsSdkModules, recordingEnv } from "../../../build/test/support/recordedModules.js";
import { writeTree, writeZips } from "../packages.mjs";
import { functionNames, idle, idlePlan, ourPlan, ours } from "../programs.mjs";
import { takeTurns } from "../rounds.mjs";

export const noOp = {
  name: "no-op",
  title: "Nothing to do",
  async run({ workplace, pick, say, figure }) {
    const count = pick(100, 5);
    const rounds = pick(5, 1);
    const names = functionNames(count);
    const lambda = await workplace.lambda();
    await lambda.create(names);

    say(`${count} zips of 1 MB and ${count} folders of 1 MB are deployed first`);
    const folder = workplace.folder();
    writeZips(folder, names, 1_000_000);
    for (const name of names) writeTree(path.join(folder, name), pick(50, 5), 1_000_000);
    const projects = {
      idle: await workplace.project(idle),
      zips: await workplace.project(ours, lambda.url),
      folders: await workplace.project(ours, lambda.url),
    };
    projects.idle.plan(idlePlan(count));
    projects.zips.plan(ourPlan(names, (name) => ({ code: path.join(folder, `${name}-a.zip`) })));
    // Other functions: the two projects must not undo each other's deploys.
    const others = functionNames(count, "folder");
    await lambda.create(others);
    projects.folders.plan(ourPlan(others, (_, index) => ({ code: path.join(folder, names[index]) })));
    for (const project of Object.values(projects)) await project.up({ parallel: 50 });

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
