import { unqualifiedArn } from "../access/functionRef.js";
import { sourceNames } from "../inputs/codeSource.js";
import { unknownValue } from "../ground/unknowns.js";
import { derivedName, inputNames, parseInputs, type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { readState } from "../state/state.js";

// What only Lambda tells, when all is done.
const toldByLambda = [
  "revisionId",
  "lastModified",
  "configuration",
  "codeSize",
  "state",
  "lastUpdateStatus",
  "signingJobArn",
  "signingProfileVersionArn",
];

/**
 * The outputs of a create (`olds` undefined) or update as far as a preview knows them for sure; what the up may contradict
 * is unknown. Pure.
 */
export function previewedOutputs(olds: PropertyBag | undefined, news: PropertyBag): PropertyBag {
  const { inputs } = parseInputs(news);
  const state = olds === undefined ? undefined : readState(olds);
  const unknown = (...names: string[]) => Object.fromEntries(names.map((name) => [name, unknownValue]));
  const given = Object.fromEntries([...inputNames, derivedName].map((name) => [name, news[name]]));
  const version = state === undefined || inputs.publish ? unknownValue : state.version;
  const outputs: PropertyBag = {
    ...unknown(...toldByLambda),
    ...given,
    // Asked for, it is as asked or the up fails; else it is as the function has it by then.
    architectures: given.architectures ?? unknownValue,
    codeSha256: given.codeSha256 ?? unknownValue,
    functionArn: state === undefined ? unknownValue : unqualifiedArn(state.functionArn),
    packageType: state?.packageType ?? unknownValue,
    version,
    previousVersion: version === unknownValue ? unknownValue : state?.previousVersion,
    qualifiedArn: version === unknownValue ? unknownValue : state?.qualifiedArn,
    resolvedImageUri: state?.packageType === "Zip" ? undefined : unknownValue,
    sourceKmsKeyArn: given.sourceKmsKeyArn ?? unknownValue,
  };
  // What runs now stays what is recorded, and its words stay those of the last deploy.
  return withoutAbsent(inputs.dryRun === true ? { ...outputs, ...unknown(...whatRuns) } : outputs);
}

const whatRuns = [...sourceNames, "codeSha256", "architectures", "sourceKmsKeyArn", "triggers", derivedName];
