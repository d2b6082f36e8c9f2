import { STSClient } from "@aws-sdk/client-sts";
import type { Access } from "../../access/access.js";
import { promisedOnce } from "../../ground/madeOnce.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const stsClients = new Map<string, Promise<STSClient>>();

/** The STS client for this access, made once per process. */
export function stsClient(access: Access): Promise<STSClient> {
  return promisedOnce(
    stsClients,
    accessAndEnvironmentKey(access),
    async () => new STSClient(await clientConfig(access, "sts", access.endpoints.stsRegion)),
  );
}
