import { expect } from "chai";
import type { EngineProject } from "./engineProject.js";
import { ExampleRun } from "./exampleRun.js";
import { handlerZip } from "./testLambda.js";
import type { Testbed } from "./testbed.js";

export interface ExampleByPlugin {
  name: string;
  /** A copy of it, without a stack. */
  project: EngineProject;
  functions: [string, ...string[]];
  /** What the README has typed before the first up. */
  before?: string[];
}

/**
 * One of the examples in other languages, as its README says it: from functions with a placeholder through the first deploy,
 * an up without a change, a change, drift that is found and repaired, to the end, which leaves the functions alone. `look` is
 * called with the example deployed.
 */
export async function liveByPlugin(
  bed: Testbed,
  { name, project, functions, before = [] }: ExampleByPlugin,
  look?: () => Promise<void>,
): Promise<void> {
  const example = new ExampleRun(name, project);
  const [api] = functions;
  const resources = functions.length + 1;
  const invoke = (version: number): Promise<string> =>
    example.typed(`node ../../tools/demo/function.mjs invoke ${api}:${version}`);

  for (const created of functions) {
    await example.typed(`node tools/demo/function.mjs create ${created}`);
  }
  await example.typed("pulumi stack init dev");
  for (const command of before) {
    await example.typed(command);
  }
  expect(await example.typed("pulumi up --yes"), "messages are on the resource").to.match(
    /lambdacode:index:FunctionCode \(api\):\s+(.+\n\s+)*\S+: published version 1/,
  );
  expect(JSON.parse(await invoke(1))).to.deep.equal(example.promisedAnswer());
  await look?.();

  const idle = await bed.counted(() => example.typed("pulumi preview"));
  expect(idle.result).to.contain(`${resources} unchanged`);
  expect(idle.operations, "a preview without a change asks nothing").to.deep.equal([]);
  const again = await bed.counted(() => example.typed("pulumi up", "--yes", "--skip-preview"));
  expect(again.result).to.contain(`${resources} unchanged`);
  expect(again.operations, "an up without a change asks nothing").to.deep.equal([]);

  await example.typed(/^echo .*$/m.exec(example.readme)?.[0] ?? "echo");
  expect(await example.typed("pulumi preview --diff")).to.match(/~ codeSha256\s*: "[^"]{44}" => "[^"]{44}"/);
  await example.typed("pulumi up --yes", "--skip-preview");
  expect(await invoke(2)).to.contain("second");

  const { codeSha256 } = await project.outputs();
  await example.typed(`node ../../tools/demo/function.mjs tamper ${api}`);
  expect(await example.typed("pulumi refresh", "--yes", "--skip-preview")).to.contain(
    "was not deployed by this program",
  );
  await example.typed("pulumi up", "--yes", "--skip-preview");
  expect(await bed.lambda.codeSha256(api)).to.equal(codeSha256);
  expect(await project.outputs(), "the version has that code").to.include({ version: "2" });

  await bed.lambda.deployBehindPulumi(api, handlerZip("somebody else's"));
  await example.typed("pulumi destroy --yes --remove", "--skip-preview");
  expect(await bed.lambda.invoke(api)).to.equal("somebody else's");
}
