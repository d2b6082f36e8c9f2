import { assertAllowedAccount } from "../access/checkAccess.js";
import { parseFunctionName } from "../access/functionRef.js";
import type { Surroundings } from "../code/surroundings.js";
import { lookAtTarget } from "../code/targetFunction.js";
import { DeployError } from "../ground/errors.js";
import { ignoredCodeProblem } from "../inputs/ignoredCode.js";
import { parseInputs, type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { providerWithin } from "../provider.js";
import { preparedArguments, type PreviewRequests, withoutPreviewRequests } from "./arguments.js";
import { detailedDiff } from "./detailedDiff.js";
import { previewedOutputs } from "./previewed.js";
import { type ProviderConfiguration, sealedAws } from "./providerConfiguration.js";
import { keepingStub, type ResourceCalls } from "./resource.js";
import { inputsOfState } from "../state/state.js";

/** What no update ever changes. */
const stableNames = ["functionArn", "packageType"];

/** `FunctionCode` for the engine: the core's five functions, with what the class does in TypeScript. */
export function functionCodeCalls(surroundings: Surroundings, configured: () => ProviderConfiguration): ResourceCalls {
  const provider = providerWithin(surroundings);
  // Of each resource, from its check to its preview.
  const requests = new Map<string, Requested>();

  return {
    secretOutputs: ["configuration"],

    check: async ({ urn, olds, news }) => {
      const [args, requested] = withoutPreviewRequests(preparedArguments(olds, news, configured().aws));
      requests.set(urn, { ...requested, oldInputs: olds });
      const { inputs, failures } = await provider.check(olds, args);
      return { inputs: sealedAws(inputs, configured()), reasons: failures.map(({ reason }) => reason) };
    },

    diff: async ({ olds, oldInputs, news, ignoreChanges }) => {
      const problem = ignoredCodeProblem(ignoreChanges);
      if (problem !== undefined) {
        throw new DeployError("BadInput", `FunctionCode: ${problem}`);
      }
      return detailedDiff(await provider.difference(olds, news), oldInputs, news, stableNames);
    },

    create: async ({ urn, news, isPreview, timeoutSeconds }) => {
      if (isPreview) {
        await lookAhead(requests.get(urn), undefined, news, surroundings);
        return { id: "", outputs: previewedOutputs(undefined, news) };
      }
      const { id, outs } = await provider.create(news, timeoutSeconds);
      return { id, outputs: outs };
    },

    update: async ({ urn, id, olds, news, isPreview, timeoutSeconds }) => {
      if (isPreview) {
        await lookAhead(requests.get(urn), olds, news, surroundings);
        return previewedOutputs(olds, news);
      }
      // Given with the arguments it is also in what a failure keeps.
      const { outs } = await provider.update(id, olds, keepingStub(olds, news), timeoutSeconds);
      return keepingStub(olds, outs);
    },

    read: async ({ id, state }) => {
      const isImport = state.functionArn === undefined;
      const known = isImport ? await importedState(id, configured(), surroundings) : state;
      const found = await provider.read(String(known.functionArn), known);
      if (found.id === undefined) {
        return undefined;
      }
      // The program that `pulumi import` writes leaves to the provider what that says.
      const inputs = isImport ? withoutAbsent({ ...inputsOfState(found.props), aws: undefined }) : found.inputs;
      return {
        id: found.id,
        // At an import the engine has no inputs to tell by which of it is a secret.
        outputs: sealedAws(keepingStub(state, found.props), configured()),
        inputs: inputs && sealedAws(inputs, configured()),
      };
    },

    // The function stays as it is: the resource owns its code and nothing else.
    delete: () => Promise.resolve(),
  };
}

interface Requested extends PreviewRequests {
  oldInputs: PropertyBag;
}

/** What a preview was asked to do, where the code changes and all is known. */
async function lookAhead(
  requested: Requested | undefined,
  olds: PropertyBag | undefined,
  news: PropertyBag,
  surroundings: Surroundings,
): Promise<void> {
  const { inputs, unknown } = parseInputs(news);
  const isNews = (inputs.codeSha256 ?? "") !== requested?.oldInputs.codeSha256;
  if (requested === undefined || unknown.size > 0 || !isNews) {
    return;
  }
  if (requested.showFiles) {
    const { showFiles } = await import("../preview/showFiles.js");
    await showFiles(inputs, requested.oldInputs, () => lookAtTarget(inputs, surroundings), surroundings);
  }
  if (requested.dryRun) {
    const { dryRunAtPreview, judgeTried } = await import("../deploy/dryRun.js");
    await dryRunAtPreview({ ...inputs, dryRun: true }, olds !== undefined, surroundings);
    if (olds !== undefined) {
      judgeTried(inputs, olds, surroundings);
    }
  }
}

/** An import brings an id and no state: the function's ARN, or its name where the provider knows the Region. */
async function importedState(
  id: string,
  { aws }: ProviderConfiguration,
  surroundings: Surroundings,
): Promise<PropertyBag> {
  const parsed = parseFunctionName(id);
  if (typeof parsed === "string") {
    throw new DeployError("BadInput", `Importing a FunctionCode: its id is the function's ARN or name. ${parsed}`);
  }
  const { inputs } = parseInputs(withoutAbsent({ functionName: id, aws }));
  const { functionArn } = await lookAtTarget(inputs, surroundings);
  assertAllowedAccount(inputs.aws, functionArn);
  const isSaid = Object.keys(aws).length > 0;
  return withoutAbsent({
    functionArn,
    functionName: id,
    aws: isSaid ? aws : undefined,
    givenInputs: isSaid ? ["functionName", "aws"] : ["functionName"],
  });
}
