import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Access } from "../../access/access.js";
import { promisedOnce } from "../../ground/madeOnce.js";
import { clientConfig } from "../clients/clientConfig.js";
import { requestHandlerFor } from "../clients/requestHandler.js";
import { accessAndEnvironmentKey, settingsOf } from "../clients/settings.js";

const lambdaClients = new Map<string, Promise<LambdaClient>>();
const invokeClients = new Map<string, Promise<LambdaClient>>();

/** The Lambda client for this access, made once per process. */
export function lambdaClient(access: Access): Promise<LambdaClient> {
  return promisedOnce(
    lambdaClients,
    accessAndEnvironmentKey(access),
    async () => new LambdaClient(await clientConfig(access, "lambda")),
  );
}

/** The same for Invoke: a function may run for 15 minutes, and says nothing meanwhile. Each call has its own end. */
export function invokeClient(access: Access): Promise<LambdaClient> {
  return promisedOnce(invokeClients, accessAndEnvironmentKey(access), async () => {
    const config = await clientConfig(access, "lambda");
    return new LambdaClient({ ...config, requestHandler: await requestHandlerFor(await settingsOf(access), 0) });
  });
}
