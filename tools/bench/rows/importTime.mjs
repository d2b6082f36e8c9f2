// What `import` of the package adds to the start of a program.
import { run } from "../../setup/command.mjs";
import { repositoryRoot } from "../../setup/dependencies.mjs";

// In one process, the one after the other: what both need is then counted once, and the load of a moment meets both.
const script = `
const started = performance.now();
require("@pulumi/pulumi");
const then = performance.now();
require("pulumi-lambda-code");
console.log(JSON.stringify([then - started, performance.now() - then]));`;

export const importTime = {
  name: "import",
  title: "Import",
  async run({ pick, figure }) {
    const times = [];
    for (let round = 0; round < pick(12, 2); round += 1) {
      const args = ["-e", script];
      times.push(JSON.parse(await run(process.execPath, args, { cwd: repositoryRoot, what: "importing" })));
    }
    const least = (index) => Math.min(...times.map((time) => time[index]));
    figure({
      what: "import of the package in a program",
      against: "@pulumi/pulumi alone",
      value: least(1),
      unit: "ms more",
      limit: 20,
      seen: `@pulumi/pulumi: ${least(0).toFixed(0)} ms`,
      details: { times },
    });
  },
};
