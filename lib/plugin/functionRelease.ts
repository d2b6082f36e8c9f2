import { parseFunctionName } from "../access/functionRef.js";
import type { Surroundings } from "../code/surroundings.js";
import { DeployError } from "../ground/errors.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { checkRelease } from "../release/checkRelease.js";
import { inputsOfReleaseState } from "../release/releaseState.js";
import { releaseProviderWithin } from "../releaseProvider.js";
import { preparedArguments } from "./arguments.js";
import { detailedDiff } from "./detailedDiff.js";
import { previewedRelease } from "./previewedRelease.js";
import { type ProviderConfiguration, sealedAws } from "./providerConfiguration.js";
import { keepingStub, type ResourceCalls } from "./resource.js";

/** What no update ever changes. */
const stableNames = ["aliasArn", "invokeArn", "functionArn", "aliasName"];

/** `FunctionRelease` for the engine: the core's functions, with what the class does in TypeScript. */
export function functionReleaseCalls(
  surroundings: Surroundings,
  configured: () => ProviderConfiguration,
): ResourceCalls {
  const provider = releaseProviderWithin(surroundings);

  return {
    secretOutputs: ["smoke"],

    check: ({ olds, news }) => {
      const args = preparedArguments(olds, news, configured().aws);
      const { inputs, failures } = checkRelease(olds, args, surroundings);
      const reasons = failures.map(({ reason }) => reason);
      return Promise.resolve({ inputs: sealedAws(inputs, configured()), reasons });
    },

    diff: async ({ olds, oldInputs, news }) =>
      Promise.resolve().then(() => detailedDiff(provider.difference(olds, news), oldInputs, news, stableNames)),

    create: async ({ news, isPreview, timeoutSeconds }) => {
      if (isPreview) {
        await provider.plan(undefined, news);
        return { id: "", outputs: previewedRelease(undefined, news) };
      }
      const { id, outs } = await provider.create(news, timeoutSeconds);
      return { id, outputs: outs };
    },

    update: async ({ id, olds, news, isPreview, timeoutSeconds }) => {
      if (isPreview) {
        await provider.plan(olds, news);
        return previewedRelease(olds, news);
      }
      // Given with the arguments it is also in what a failure keeps.
      const { outs } = await provider.update(id, olds, keepingStub(olds, news), timeoutSeconds);
      return keepingStub(olds, outs);
    },

    read: async ({ id, state }) => {
      const isImport = state.aliasArn === undefined;
      const known = isImport ? importedState(id, configured()) : state;
      const found = await provider.read(id, known);
      if (found.id === undefined) {
        return undefined;
      }
      const inputs = isImport ? inputsOfReleaseState(found.props) : found.inputs;
      return {
        id: String(found.props.aliasArn),
        outputs: keepingStub(state, found.props),
        inputs: sealedAws(inputs, configured()),
      };
    },

    delete: ({ id, state }) => provider.delete(id, state),
  };
}

/** An import brings an id and no state: the alias's ARN, or the function's name and the alias's, with a colon between. */
function importedState(id: string, { aws }: ProviderConfiguration): PropertyBag {
  const [, functionName = "", aliasName] = /^(.+):([^:]+)$/.exec(id) ?? [];
  const parsed = parseFunctionName(functionName);
  if (aliasName === undefined || typeof parsed === "string") {
    throw new DeployError(
      "BadInput",
      "Importing a FunctionRelease: its id is the alias's ARN, or the function's name and the alias's as name:alias.",
    );
  }
  const isSaid = Object.keys(aws).length > 0;
  return withoutAbsent({
    functionName,
    aliasName,
    aws: isSaid ? aws : undefined,
    givenInputs: ["functionName", "aliasName", "functionVersion", ...(isSaid ? ["aws"] : [])],
  });
}
