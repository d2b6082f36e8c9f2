import { sourceText } from "../inputs/codeSource.js";
import type { Inputs } from "../inputs/inputs.js";

/** What a DryRun request is about, as a text to be compared: code, architecture, key and storage. */
export function trialOf({ codeSha256, source, architectures, sourceKmsKeyArn, resolvedS3Object }: Inputs): string {
  const storageMode = source.kind === "s3" ? source.storageMode : undefined;
  const place = storageMode === "REFERENCE" ? [sourceText(source), resolvedS3Object?.versionId] : undefined;
  return JSON.stringify([codeSha256 ?? sourceText(source), architectures, sourceKmsKeyArn, storageMode, place]);
}
