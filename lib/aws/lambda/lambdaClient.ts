import { LambdaClient } from "@aws-sdk/client-lambda";
import { type Access, accessKey } from "../../access/access.js";
import { clientConfig } from "../clients/clientConfig.js";
import { madeOnce } from "../clients/madeOnce.js";

const lambdaClients = new Map<string, LambdaClient>();

/** The Lambda client for this access, made once per process. */
export function lambdaClient(access: Access): LambdaClient {
  return madeOnce(
    lambdaClients,
    accessKey(access),
    () => new LambdaClient(clientConfig(access, access.endpoints.lambda)),
  );
}
