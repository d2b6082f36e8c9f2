// node-lambda from the npm registry, in the cache: a deploy tool that takes an endpoint, and so runs without AWS.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { keepInCache } from "../setup/cache.mjs";
import { run } from "../setup/command.mjs";

/** The release that people get; it changes nothing but this comparison. */
export const nodeLambdaVersion = "1.3.0";

/** The script that `node` runs. */
export async function ensureNodeLambda(say) {
  const script = (folder) => path.join(folder, "node_modules/node-lambda/bin/node-lambda");
  const check = async (folder) => {
    const text = await run(process.execPath, [script(folder), "--version"], { what: "node-lambda --version" });
    if (text.trim() !== nodeLambdaVersion) throw new Error(`it gave ${text.trim()}`);
  };
  const make = async (folder) => {
    say(`installing node-lambda ${nodeLambdaVersion} from the npm registry (about 15 seconds)`);
    await writeFile(path.join(folder, "package.json"), "{}");
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `node-lambda@${nodeLambdaVersion}`];
    await run("npm", args, { cwd: folder, deadlineSeconds: 300, say, what: "npm install of node-lambda" });
  };
  const name = `node-lambda-${nodeLambdaVersion}`;
  return script(await keepInCache(name, { check, make, say }));
}
