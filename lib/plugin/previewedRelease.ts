import { unknownValue } from "../ground/unknowns.js";
import { parseZipCodeSha256 } from "../ground/codeHash.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { releaseInputNames } from "../release/releaseArguments.js";
import { parseReleaseInputs } from "../release/releaseInputs.js";
import { readReleaseState } from "../release/releaseState.js";

// What only the run tells, when all is done.
const toldByRun = [
  "previousVersion",
  "revisionId",
  "failedVersion",
  "failureReason",
  "lastReleasedAt",
  "deletedVersions",
  "keptVersions",
  "moreKeptVersions",
];

/**
 * The outputs of a create (`olds` undefined) or update as far as a preview knows them for sure; what the up may contradict
 * is unknown. Without a `hold` a release has all calls on the wanted version, or it fails. Pure.
 */
export function previewedRelease(olds: PropertyBag | undefined, news: PropertyBag): PropertyBag {
  const { inputs, unknown } = parseReleaseInputs(news);
  const state = olds === undefined ? undefined : readReleaseState(olds);
  const isThrough = !unknown.has("hold") && inputs.hold === undefined;
  return withoutAbsent({
    ...Object.fromEntries(toldByRun.map((name) => [name, unknownValue])),
    ...Object.fromEntries(releaseInputNames.map((name) => [name, news[name]])),
    aliasArn: state?.aliasArn ?? unknownValue,
    invokeArn: state?.invokeArn ?? unknownValue,
    functionArn: state?.functionArn ?? unknownValue,
    functionVersion: isThrough ? news.functionVersion : unknownValue,
    routingConfig: isThrough ? {} : unknownValue,
    phase: isThrough ? "Succeeded" : unknownValue,
    codeSha256: isThrough && isAsShown(inputs.codeSha256) ? inputs.codeSha256 : unknownValue,
  });
}

/** Whether the hash is spelt as Lambda shows it; in hex it may be that of a zip, which is shown otherwise. */
function isAsShown(codeSha256: string | undefined): boolean {
  return codeSha256 !== undefined && parseZipCodeSha256(codeSha256) === codeSha256;
}
