import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { Ministack } from "./ministack.js";
import { cloudWatchClient } from "./strictCloudWatch/index.js";
import { failing, sdkClient, StrictLambda, zipOf } from "./strictLambda/index.js";

/** A server with functions to release, whoever wrote it: each has version 1, which answers, and version 2, which fails. */
export interface ReleaseServer {
  lambda: LambdaClient;
  cloudWatch: CloudWatchClient;
  freshFunction(): Promise<string>;
  stop(): Promise<void>;
}

const good = "exports.handler = async (event) => ({ statusCode: 200, echo: event });\n";
const bad = 'exports.handler = async () => { throw new TypeError("broken on purpose"); };\n';

/** The strict Lambda, whose handler does what the code on ministack does. */
export async function startStrictServer(): Promise<ReleaseServer> {
  const server = await StrictLambda.start();
  return {
    ...clientsOf(server.url),
    freshFunction() {
      const name = "orders";
      const record = server.createFunction({ name, publish: true });
      server.changeConfigurationBehindBack(name);
      server.publishBehindBack(name);
      record.handler = ({ version, payload }) =>
        version === "2" ? failing("TypeError", "broken on purpose") : { payload: { statusCode: 200, echo: payload } };
      return Promise.resolve(name);
    },
    stop: () => server.stop(),
  };
}

/** The emulator that others wrote: functions run on it. */
export async function startMinistackServer(): Promise<ReleaseServer> {
  const ministack = await Ministack.start();
  const clients = clientsOf(ministack.url);
  const { lambda } = clients;
  let count = 0;
  return {
    ...clients,
    async freshFunction() {
      count += 1;
      const FunctionName = `to-release-${count}`;
      const Code = { ZipFile: zipOf({ "index.js": good }) };
      const Role = "arn:aws:iam::000000000000:role/test";
      const made = { FunctionName, Code, Role, Runtime: "nodejs20.x", Handler: "index.handler" } as const;
      await lambda.send(new CreateFunctionCommand(made));
      await settled(lambda, FunctionName);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf({ "index.js": bad }) }));
      await settled(lambda, FunctionName);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      return FunctionName;
    },
    stop: () => ministack.stop(),
  };
}

function clientsOf(url: string): { lambda: LambdaClient; cloudWatch: CloudWatchClient } {
  return {
    lambda: sdkClient(url, { accessKeyId: "test" }),
    cloudWatch: cloudWatchClient(url, { accessKeyId: "test" }),
  };
}

async function settled(lambda: LambdaClient, FunctionName: string): Promise<void> {
  for (;;) {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    if (Configuration?.State === "Active" && Configuration.LastUpdateStatus === "Successful") {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
