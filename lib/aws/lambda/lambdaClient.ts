import { LambdaClient } from "@aws-sdk/client-lambda";
import type { Access } from "../../access/access.js";
import { promisedOnce } from "../../ground/madeOnce.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const lambdaClients = new Map<string, Promise<LambdaClient>>();

/** The Lambda client for this access, made once per process. */
export function lambdaClient(access: Access): Promise<LambdaClient> {
  return promisedOnce(
    lambdaClients,
    accessAndEnvironmentKey(access),
    async () => new LambdaClient(await clientConfig(access, "lambda")),
  );
}
