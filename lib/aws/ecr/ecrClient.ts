import { ECRClient } from "@aws-sdk/client-ecr";
import { type Access, accessKey } from "../../access/access.js";
import { clientConfig } from "../clients/clientConfig.js";
import { madeOnce } from "../clients/madeOnce.js";

const ecrClients = new Map<string, ECRClient>();

/** The ECR client for this access in the registry's Region, which an image URI names. */
export function ecrClient(access: Access, registryRegion: string): ECRClient {
  return madeOnce(
    ecrClients,
    JSON.stringify([accessKey(access), registryRegion]),
    () => new ECRClient(clientConfig(access, access.endpoints.ecr, registryRegion)),
  );
}
