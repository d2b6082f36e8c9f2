// What a hand-written script does, as well as one can: the same updates, waits and publishes with the SDK and no more.
//   node bareScript.mjs JSON, of { "names": [], "zip": "FOLDER/NAME-a.zip", "parallel": 8 }
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { GetFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";

const pauseMs = 100;
const { names, zip, parallel } = JSON.parse(process.argv[2]);
// With Node's 50 sockets the SDK would queue the rest, and warn.
const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 256 } });
const lambda = new LambdaClient({ requestHandler });
const queue = [...names];
await Promise.all(Array.from({ length: parallel }, work));

async function work() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) await deploy(name);
}

async function deploy(name) {
  const ZipFile = await readFile(zip.replace("NAME", name));
  const wanted = createHash("sha256").update(ZipFile).digest("base64");
  const { Version } = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile, Publish: true }));
  const code = await until(name, undefined, ({ LastUpdateStatus }) => LastUpdateStatus === "Successful");
  await until(name, Version, ({ State }) => State === "Active");
  if (code.CodeSha256 !== wanted) throw new Error(`${name} runs other code`);
}

async function until(name, version, isDone) {
  for (;;) {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier: version }));
    if (isDone(Configuration)) return Configuration;
    await sleep(pauseMs);
  }
}
