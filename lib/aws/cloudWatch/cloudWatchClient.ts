import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Access } from "../../access/access.js";
import { promisedOnce } from "../../ground/madeOnce.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const cloudWatchClients = new Map<string, Promise<CloudWatchClient>>();

/** The CloudWatch client for this access, made once per process. */
export function cloudWatchClient(access: Access): Promise<CloudWatchClient> {
  return promisedOnce(
    cloudWatchClients,
    accessAndEnvironmentKey(access),
    // Said, so that the SDK does not look for it in the machine's files: the requests are small.
    async () =>
      new CloudWatchClient({ ...(await clientConfig(access, "cloudwatch")), disableRequestCompression: true }),
  );
}
