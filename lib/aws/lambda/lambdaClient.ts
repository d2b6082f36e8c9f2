import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Access } from "../../access/access.js";
import { madeOnce } from "../../ground/madeOnce.js";
import { Lazy } from "../../ground/memo.js";
import { clientConfig } from "../clients/clientConfig.js";
import { requestHandlerFor } from "../clients/requestHandler.js";
import { accessAndEnvironmentKey, settingsOf } from "../clients/settings.js";

const lambdaClients = new Map<string, Lazy<LambdaClient>>();
const invokeClients = new Map<string, Lazy<LambdaClient>>();

/** The Lambda client for this access, made once per process. */
export function lambdaClient(access: Access): Lazy<LambdaClient> {
  return madeOnce(
    lambdaClients,
    accessAndEnvironmentKey(access),
    () => new Lazy(async () => new LambdaClient(await clientConfig(access, "lambda"))),
  );
}

/** The same for Invoke: a function may run for 15 minutes, and says nothing meanwhile. Each call has its own end. */
export function invokeClient(access: Access): Lazy<LambdaClient> {
  const make = async () => {
    const config = await clientConfig(access, "lambda");
    return new LambdaClient({ ...config, requestHandler: await requestHandlerFor(await settingsOf(access), 0) });
  };
  return madeOnce(invokeClients, accessAndEnvironmentKey(access), () => new Lazy(make));
}
