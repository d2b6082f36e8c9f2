import { LambdaClient } from "@aws-sdk/client-lambda";
import { clientConfig } from "../clients/clientConfig.js";
import { type ClientSettings, madeOnce, settingsKey } from "../clients/clientSettings.js";

export type { ClientSettings };

const lambdaClients = new Map<string, LambdaClient>();

/** The Lambda client for these settings, made once per process. */
export function lambdaClient(settings: ClientSettings): LambdaClient {
  return madeOnce(
    lambdaClients,
    settingsKey(settings),
    () => new LambdaClient(clientConfig(settings, settings.endpoint)),
  );
}
