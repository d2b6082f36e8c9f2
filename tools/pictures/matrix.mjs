// The picture of the matrix: two functions in three stacks, one of them behind and one changed by somebody else.
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../setup/dependencies.mjs";
import { onStage } from "./stage.mjs";

export const name =
  "npx pulumi-lambda-code matrix --live shows which version of which function runs in dev, staging and prod, what is behind and what somebody else changed";

// In the order of the deploys: prod has what was before the edit.
const stacks = ["prod", "staging", "dev"];
const functions = ["orders", "mailer"];

const program = `import { getStack } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

for (const name of ${JSON.stringify(functions)}) {
  new FunctionCode(name, { functionName: \`\${name}-\${getStack()}\`, code: \`./\${name}\`, publish: true });
}
`;

/** Runs it all and answers `[{command, output}]`, with the colours of a terminal. */
export function record(say) {
  return onStage(say, async ({ folder, env, start, own }) => {
    await writeFile(path.join(folder, "index.ts"), program);
    for (const each of functions) await cp(path.join(folder, "app"), path.join(folder, each), { recursive: true });
    for (const stack of stacks) {
      for (const each of functions) await own("create", `${each}-${stack}`);
      await start("pulumi", ["stack", "init", stack]);
      await start("pulumi", ["up", "--yes", "--skip-preview"]);
      if (stack === "prod") await edit(path.join(folder, "orders/index.mjs"));
    }
    await own("tamper", "mailer-staging");
    return [{ command: "npx pulumi-lambda-code matrix --live", output: await matrix(folder, env) }];
  });
}

async function edit(handler) {
  await writeFile(handler, (await readFile(handler, "utf8")).replace("first", "second"));
}

/** What the command writes to a terminal of the usual width. */
async function matrix(cwd, env) {
  const { dispatch } = await import(new URL("dist/command/dispatch.js", `file://${repositoryRoot}/`).href);
  const { systemClock } = await import(new URL("dist/ground/clock.js", `file://${repositoryRoot}/`).href);
  const out = { text: "" };
  const err = { text: "" };
  const into = (kept) => ({ write: (text) => (kept.text += text) });
  // It calls AWS in this process, as the AWS SDK finds it there.
  Object.assign(process.env, env);
  const io = { stdout: into(out), stderr: into(err), env, cwd, columns: 120, isTerminal: true, isErrorTerminal: false };
  const code = await dispatch(["matrix", "--live"], { ...io, clock: systemClock });
  if (code !== 0) throw new Error(`matrix ended with ${code}: ${err.text}`);
  return out.text.trimEnd();
}
