import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "./clientConfig.js";
import { type ClientSettings, madeOnce, settingsKey } from "./clientSettings.js";

const s3Clients = new Map<string, S3Client>();

/** The S3 client for these settings, in the function's Region: Lambda takes objects of no other. */
export function s3Client(settings: ClientSettings): S3Client {
  const endpoint = settings.endpoints?.s3;
  const hasOwnEndpoint = Boolean(endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL);
  return madeOnce(
    s3Clients,
    JSON.stringify([settingsKey(settings), hasOwnEndpoint]),
    () =>
      new S3Client({
        ...clientConfig(settings, endpoint),
        // A host of one's own has no name in DNS for each bucket.
        ...(hasOwnEndpoint ? { forcePathStyle: true } : {}),
        // The SHA-256 that we send and ask for is the only checksum wanted; the SDK would add a CRC of its own.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
  );
}
