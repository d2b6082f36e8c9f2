import { S3Client } from "@aws-sdk/client-s3";
import type { Access } from "../../access/access.js";
import { Memo } from "../../ground/memo.js";
import { clientConfig } from "../clients/clientConfig.js";
import { accessAndEnvironmentKey } from "../clients/settings.js";

// Without a logger the SDK warns on the console of each upload that fails; the failure itself is reported by us.
const silent = () => undefined;
const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

const s3Clients = new Memo<S3Client>();

/** The S3 client for this access, in the function's Region: Lambda takes objects of no other. */
export function s3Client(access: Access): Promise<S3Client> {
  return s3Clients.once(accessAndEnvironmentKey(access), async () => {
    const config = await clientConfig(access, "s3");
    return new S3Client({
      ...config,
      logger,
      // A host of one's own has no name in DNS for each bucket.
      forcePathStyle: access.endpoints.s3UsePathStyle ?? config.endpoint !== undefined,
      // The SHA-256 that we send and ask for is the only checksum wanted; the SDK would add a CRC of its own.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
  });
}
