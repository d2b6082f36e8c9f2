import { ECRClient } from "@aws-sdk/client-ecr";
import type { Access } from "../../access/access.js";
import { Memo } from "../../ground/memo.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const ecrClients = new Memo<ECRClient>();

/** The ECR client for this access in the registry's Region, which an image URI names. */
export function ecrClient(access: Access, registryRegion: string): Promise<ECRClient> {
  return ecrClients.once(
    JSON.stringify([accessAndEnvironmentKey(access), registryRegion]),
    async () => new ECRClient(await clientConfig(access, "ecr", registryRegion)),
  );
}
