import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Access } from "../../access/access.js";
import { madeOnce } from "../../ground/madeOnce.js";
import { Lazy } from "../../ground/memo.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

const cloudWatchClients = new Map<string, Lazy<CloudWatchClient>>();

/** The CloudWatch client for this access, made once per process. */
export function cloudWatchClient(access: Access): Lazy<CloudWatchClient> {
  return madeOnce(
    cloudWatchClients,
    accessAndEnvironmentKey(access),
    // Said, so that the SDK does not look for it in the machine's files: the requests are small.
    () =>
      new Lazy(
        async () =>
          new CloudWatchClient({ ...(await clientConfig(access, "cloudwatch")), disableRequestCompression: true }),
      ),
  );
}
