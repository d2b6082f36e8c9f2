import { assertAllowedAccount } from "../access/checkAccess.js";
import { parseFunctionName, unqualifiedArn } from "../access/functionRef.js";
import type { Surroundings } from "../code/surroundings.js";
import { openLambda } from "../code/targetFunction.js";
import { DeployError } from "../ground/errors.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { checkRelease } from "../release/checkRelease.js";
import { releaseProviderWithin } from "../releaseProvider.js";
import { preparedArguments } from "./arguments.js";
import { detailedDiff } from "./detailedDiff.js";
import { previewedRelease } from "./previewedRelease.js";
import { type ProviderConfiguration, sealedAws } from "./providerConfiguration.js";
import { keepingStub, type ResourceCalls } from "./resource.js";

const glimpseMs = 10_000;

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
        await provider.plan(undefined, [], news, true);
        return { id: "", outputs: previewedRelease(undefined, news) };
      }
      const { id, outs } = await provider.create(news, timeoutSeconds);
      return { id, outputs: outs };
    },

    update: async ({ id, olds, news, isPreview, timeoutSeconds }) => {
      if (isPreview) {
        await provider.plan(olds, provider.difference(olds, news).updates, news, true);
        return previewedRelease(olds, news);
      }
      // Given with the arguments it is also in what a failure keeps.
      const { outs } = await provider.update(id, olds, keepingStub(olds, news), timeoutSeconds);
      return keepingStub(olds, outs);
    },

    read: async ({ id, state }) => {
      const isImport = state.aliasArn === undefined;
      const known = isImport ? await importedState(id, configured(), surroundings) : state;
      const found = await provider.read(String(known.aliasArn), known);
      if (found.id === undefined) {
        return undefined;
      }
      const outputs = isImport ? imported(found.props) : keepingStub(state, found.props);
      // The program that `pulumi import` writes leaves to the provider what that says.
      const inputs = isImport ? withoutAbsent({ ...found.inputs, aws: undefined }) : found.inputs;
      return {
        id: found.id,
        // At an import the engine has no inputs to tell by which of it is a secret.
        outputs: sealedAws(outputs, configured()),
        inputs: sealedAws(inputs, configured()),
      };
    },

    delete: ({ id, state }) => provider.delete(id, state),
  };
}

/** An import brings an id and no state: the alias's ARN, or the function's name and the alias's, with a colon between. */
async function importedState(
  id: string,
  { aws }: ProviderConfiguration,
  surroundings: Surroundings,
): Promise<PropertyBag> {
  const [, functionName = "", aliasName] = /^(.+):([^:]+)$/.exec(id) ?? [];
  const parsed = parseFunctionName(functionName);
  if (aliasName === undefined || typeof parsed === "string") {
    throw new DeployError(
      "BadInput",
      "Importing a FunctionRelease: its id is the alias's ARN, or the function's name and the alias's as name:alias.",
    );
  }
  const deadline = { atMs: surroundings.clock.nowMs() + glimpseMs };
  const lambda = await openLambda({ functionName, aws }, surroundings, deadline);
  const functionArn = unqualifiedArn((await lambda.getFunction(functionName)).functionArn);
  assertAllowedAccount(aws, functionArn);
  const isSaid = Object.keys(aws).length > 0;
  return withoutAbsent({
    functionArn,
    aliasArn: `${functionArn}:${aliasName}`,
    functionName,
    aliasName,
    aws: isSaid ? aws : undefined,
    phase: "Succeeded",
    givenInputs: ["functionName", "aliasName", "functionVersion", ...(isSaid ? ["aws"] : [])],
  });
}

/** What the alias has at its import is what the program is taken to want. */
function imported(props: PropertyBag): PropertyBag {
  return { ...props, wantedVersion: props.functionVersion, ownVersion: props.functionVersion };
}
