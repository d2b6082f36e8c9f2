import type { AwsInputs } from "../access/awsInputs.js";
import { withStackDefaults } from "../access/inheritAccess.js";
import { holdsUnknown, isRecord, unknownValue } from "../ground/unknowns.js";
import { digestTriggers } from "../inputs/triggersDigest.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";

/** What a preview is asked to do beyond its own work. */
export interface PreviewRequests {
  showFiles: boolean;
  dryRun: boolean;
}

/**
 * What the class does in a TypeScript program, done here for every language: a digest in place of the triggers, and the
 * provider's configuration under what the resource says itself. `olds` are the inputs that the stack has.
 */
export function preparedArguments(olds: PropertyBag, news: PropertyBag, configured: AwsInputs): PropertyBag {
  return withoutAbsent({
    ...news,
    triggers: digestOf(news.triggers, olds.triggers),
    // An unknown `aws` is no object, and stays what it is.
    aws: isRecord(news.aws ?? {}) ? (withStackDefaults(news.aws ?? {}, configured) ?? news.aws) : news.aws,
  });
}

/** What is for previews only, apart from the rest: of a preview, create and update know by themselves that they are one. */
export function withoutPreviewRequests({ showFiles, dryRun, ...rest }: PropertyBag): [PropertyBag, PreviewRequests] {
  const isAtPreview = dryRun === "preview";
  // What is no flag is left to check, which names it.
  const others = {
    dryRun: isAtPreview ? undefined : dryRun,
    showFiles: typeof showFiles === "boolean" ? undefined : showFiles,
  };
  return [withoutAbsent({ ...rest, ...others }), { showFiles: showFiles === true, dryRun: isAtPreview }];
}

/** The values themselves, a function's environment among them, get no further than this. */
function digestOf(triggers: unknown, stored: unknown): unknown {
  if (triggers === undefined || triggers === null) {
    return undefined;
  }
  if (holdsUnknown(triggers)) {
    return unknownValue;
  }
  // With `triggers` among ignoreChanges the engine gives back what check made of them.
  return triggers === stored ? stored : digestTriggers(triggers);
}
