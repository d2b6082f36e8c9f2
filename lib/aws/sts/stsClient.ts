import { STSClient } from "@aws-sdk/client-sts";
import type { Access } from "../../access/access.js";
import { Memo } from "../../ground/memo.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const stsClients = new Memo<STSClient>();

/** The STS client for this access, made once per process. */
export function stsClient(access: Access): Promise<STSClient> {
  return stsClients.once(
    accessAndEnvironmentKey(access),
    async () => new STSClient(await clientConfig(access, "sts", access.endpoints.stsRegion)),
  );
}
