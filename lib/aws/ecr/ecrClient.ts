import { ECRClient } from "@aws-sdk/client-ecr";
import { clientConfig } from "../clients/clientConfig.js";
import { type ClientSettings, madeOnce, settingsKey } from "../clients/clientSettings.js";

const ecrClients = new Map<string, ECRClient>();

/** The ECR client for these settings in the registry's Region, which an image URI names. */
export function ecrClient(settings: ClientSettings, registryRegion: string): ECRClient {
  return madeOnce(
    ecrClients,
    JSON.stringify([settingsKey(settings), registryRegion]),
    () => new ECRClient(clientConfig(settings, settings.endpoints?.ecr, registryRegion)),
  );
}
