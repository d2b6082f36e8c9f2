import { S3Client } from "@aws-sdk/client-s3";
import { type Access, accessKey } from "../../access/access.js";
import { clientConfig } from "../clients/clientConfig.js";
import { madeOnce } from "../clients/madeOnce.js";

// Without a logger the SDK warns on the console of each upload that fails; the failure itself is reported by us.
const silent = () => undefined;
const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

const s3Clients = new Map<string, S3Client>();

/** The S3 client for this access, in the function's Region: Lambda takes objects of no other. */
export function s3Client(access: Access): S3Client {
  const endpoint = access.endpoints.s3;
  const hasOwnEndpoint = Boolean(endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL);
  return madeOnce(
    s3Clients,
    JSON.stringify([accessKey(access), hasOwnEndpoint]),
    () =>
      new S3Client({
        ...clientConfig(access, endpoint),
        logger,
        // A host of one's own has no name in DNS for each bucket.
        ...(hasOwnEndpoint ? { forcePathStyle: true } : {}),
        // The SHA-256 that we send and ask for is the only checksum wanted; the SDK would add a CRC of its own.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
  );
}
