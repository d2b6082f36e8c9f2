// How one would deploy without this library, each as `deploy(names, variant)`.
import { run } from "../setup/command.mjs";
import { ensureAwsCli } from "./awsCli.mjs";
import { ensureNodeLambda } from "./nodeLambda.mjs";
import { bareScript, scriptEnv } from "./script.mjs";

// What two cores bear of tools that start a process for each function, as `xargs -P 4` would run them.
const processesAtOnce = 4;
const deadlineSeconds = 120;

/** The ways to deploy `zip(name, variant)` to the functions of a server. */
export async function otherWays(url, zip, say) {
  const [python, nodeLambda] = [await ensureAwsCli(say), await ensureNodeLambda(say)];
  const env = scriptEnv(url);
  const aws = (args) =>
    run(python, ["-m", "awscli", "lambda", ...args], { env, deadlineSeconds, what: `aws ${args[0]}` });
  return {
    "AWS CLI, 4 at once": (names, variant) =>
      severalAtOnce(names, async (name) => {
        const code = ["--zip-file", `fileb://${zip(name, variant)}`, "--publish"];
        await aws(["update-function-code", "--function-name", name, ...code]);
        await aws(["wait", "function-updated", "--function-name", name]);
      }),
    // It sends the configuration as well, and does not wait for the code to run.
    "node-lambda, 4 at once": (names, variant) =>
      severalAtOnce(names, (name) => {
        const options = {
          ...{ endpoint: url, region: env.AWS_REGION, accessKey: "test", secretKey: "test" },
          ...{ functionName: name, handler: "index.handler", runtime: "nodejs22.x" },
          ...{ role: "arn:aws:iam::000000000000:role/lambda", deployZipfile: zip(name, variant), publish: "true" },
        };
        const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
        return run(process.execPath, [nodeLambda, "deploy", ...args], { env, deadlineSeconds, what: "node-lambda" });
      }),
    "bare script, 8 at once": (names, variant) =>
      run(process.execPath, bareScript(names, zip("NAME", variant), 8), { env, what: "the bare script" }),
  };
}

async function severalAtOnce(names, work) {
  const queue = [...names];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await work(name);
  };
  await Promise.all(Array.from({ length: processesAtOnce }, worker));
}
