import { codeSourceOf, sourceNames, sourceText } from "../inputs/codeSource.js";
import { accessKey, accessOf } from "../access/access.js";
import { differencesFrom } from "../access/functionRef.js";
import { functionRefOf } from "../access/resolveAccess.js";
import type { ParsedInputs } from "../inputs/inputs.js";
import type { State } from "./state.js";
import { differs, isVersionMissing } from "./publishedVersion.js";
import { isOtherStoredStorage } from "./storage.js";
import { trialOf } from "./trial.js";

/** What a preview says: the inputs for which the function is replaced, and those for which it is updated. */
export interface Difference {
  replaces: string[];
  updates: string[];
}

/**
 * Compares what is wanted with what is stored, never with earlier inputs: what is unfinished must show as a change even
 * after a refresh, which clears Pulumi's own init errors. Pure, and never throws: a throwing diff stops a whole deployment.
 */
export function diff(state: State, { inputs, unknown }: ParsedInputs): Difference {
  const replaces: string[] = [];
  if (!unknown.has("functionName")) {
    const other = differencesFrom(functionRefOf(inputs), state.functionArn);
    if (other.length > 0) {
      replaces.push(other.every((part) => part === "region") ? "aws" : "functionName");
    }
  }
  const updates = {
    functionName: unknown.has("functionName"),
    code:
      inputs.codeSha256 === undefined &&
      (isSourceUnknown(unknown) || (!unknown.has("codeSha256") && isOtherText(state, inputs))),
    codeSha256:
      unknown.has("codeSha256") ||
      // Live, but not known as deployed here: a killed run brought it, and an update, which sends nothing, says so.
      [state.codeSha256, state.deployedCodeSha256].some((known) => differs(inputs.codeSha256, known)),
    state: state.state === "Failed" || state.lastUpdateStatus !== "Successful",
    storage: isOtherStoredStorage(inputs, state),
    sourceKmsKeyArn: unknown.has("sourceKmsKeyArn") || differs(inputs.sourceKmsKeyArn, state.sourceKmsKeyArn ?? ""),
    architectures: unknown.has("architectures") || differs(inputs.architectures, state.architectures),
    publish: unknown.has("publish") || (inputs.publish && isVersionMissing(state, inputs)),
    publishTo: unknown.has("publishTo"),
    triggers: unknown.has("triggers") || inputs.triggers !== state.triggers,
    recordEnvironment: inputs.recordEnvironment !== (state.recordEnvironment ?? false),
    aws: unknown.has("aws") || isOtherAccess(state, inputs),
  };
  if (inputs.dryRun === true) {
    // What Lambda is not asked about must wait for the deploy.
    const { code, state: isFailed, storage, sourceKmsKeyArn, architectures } = updates;
    const isAsked = differs(inputs.codeSha256, state.codeSha256);
    const isUpdate = isAsked || code || isFailed || storage || sourceKmsKeyArn || architectures;
    const isOpen = unknown.size > 0 || updates.aws || (isUpdate && state.validatedRequest !== trialOf(inputs));
    return { replaces, updates: isOpen ? ["dryRun"] : [] };
  }
  const changed = Object.entries(updates).filter(([, isChanged]) => isChanged);
  return { replaces, updates: changed.map(([name]) => name) };
}

function isSourceUnknown(unknown: ParsedInputs["unknown"]): boolean {
  return sourceNames.some((name) => unknown.has(name));
}

/** Where no hash can be determined: other words, or code that the words of the last deploy did not bring. */
function isOtherText(state: State, { source }: ParsedInputs["inputs"]): boolean {
  return sourceText(source) !== sourceText(codeSourceOf({ ...state })) || state.codeSha256 !== state.deployedCodeSha256;
}

/** The ways to reach the function are no part of it, but `read` must know the new ones. */
function isOtherAccess(state: State, { aws }: ParsedInputs["inputs"]): boolean {
  return accessKey(accessOf(aws, undefined)) !== accessKey(accessOf(state.aws ?? {}, undefined));
}
