import { ECRClient } from "@aws-sdk/client-ecr";
import type { Access } from "../../access/access.js";
import { promisedOnce } from "../../ground/madeOnce.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const ecrClients = new Map<string, Promise<ECRClient>>();

/** The ECR client for this access in the registry's Region, which an image URI names. */
export function ecrClient(access: Access, registryRegion: string): Promise<ECRClient> {
  return promisedOnce(
    ecrClients,
    JSON.stringify([accessAndEnvironmentKey(access), registryRegion]),
    async () => new ECRClient(await clientConfig(access, "ecr", registryRegion)),
  );
}
