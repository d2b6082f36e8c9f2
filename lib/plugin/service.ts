import { type UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { isDeepStrictEqual } from "node:util";
import { newSurroundings } from "../code/surroundings.js";
import { DeployError } from "../ground/errors.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { outputsOf, unaryWith } from "./calls.js";
import type { CancelableClock } from "./cancelableClock.js";
import type { EngineLog } from "./engineLog.js";
import { functionCodeCalls } from "./functionCode.js";
import { functionReleaseCalls } from "./functionRelease.js";
import {
  configurationOf,
  configurationProblems,
  nothingConfigured,
  type ProviderConfiguration,
  sealedArguments,
} from "./providerConfiguration.js";
import type { ResourceCalls } from "./resource.js";
import { bagOf, structOf } from "./wire.js";

export interface Plugin {
  newClock: () => CancelableClock;
  log: EngineLog;
  /** The text of plugin/schema.json, and the version in it. */
  schema: { text: string; version: string };
  /** Told the engine's address, where the engine came to a server that runs already. */
  attach: (address: string) => void;
}

/**
 * What the engine calls: provider.proto, as thin as the stub of the dynamic face. Source:
 * https://www.pulumi.com/docs/iac/guides/building-extending/providers/implementers/.
 */
export function service({ newClock, log, schema, attach }: Plugin): UntypedServiceImplementation {
  let configuration: ProviderConfiguration = nothingConfigured;
  const newOperation = () => {
    const clock = newClock();
    const surroundings = newSurroundings(clock, log);
    const resources: Record<string, ResourceCalls> = {
      "lambdacode:index:FunctionCode": functionCodeCalls(surroundings, () => configuration),
      "lambdacode:index:FunctionRelease": functionReleaseCalls(surroundings, () => configuration),
    };
    return { clock, resources };
  };
  let { clock, resources } = newOperation();
  const resourceOf = (urn: string) => of(resources, urn);
  const outputs = (urn: string, bag: PropertyBag) => outputsOf(resourceOf(urn))(bag);
  const unary = unaryWith(log, outputs);

  return {
    handshake: unary(() => {
      const answer = new ProviderHandshakeResponse();
      // Values come plain; the engine marks outputs of the same names as secrets again.
      answer.setAcceptSecrets(false);
      answer.setAcceptResources(false);
      answer.setAcceptOutputs(false);
      answer.setSupportsAutonamingConfiguration(false);
      return answer;
    }),

    attach: unary((request: PluginAttach) => {
      attach(request.getAddress());
      // A preview, and the up after it, are two: what one has seen, or its Cancel, is nothing to the other.
      ({ clock, resources } = newOperation());
      return new Empty();
    }),

    getPluginInfo: unary(() => new PluginInfo().setVersion(schema.version)),

    getSchema: unary(() => new GetSchemaResponse().setSchema(schema.text)),

    checkConfig: unary((request: CheckRequest) => {
      const news = bagOf(request.getNews());
      return checked(configurationProblems(news)).setInputs(structOf(sealedArguments(news)));
    }),

    diffConfig: unary((request: DiffRequest) => {
      // Another Region replaces resources, by their own diff, and never the provider.
      const isSame = isDeepStrictEqual(bagOf(request.getOldInputs()), bagOf(request.getNews()));
      const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
      return new DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
    }),

    configure: unary((request: ConfigureRequest) => {
      configuration = configurationOf(bagOf(request.getArgs()));
      const answer = new ConfigureResponse();
      answer.setAcceptsecrets(false);
      answer.setAcceptresources(false);
      answer.setAcceptoutputs(false);
      answer.setSupportspreview(true);
      return answer;
    }),

    check: unary(async (request: CheckRequest) => {
      const bags = { olds: bagOf(request.getOlds()), news: bagOf(request.getNews()) };
      const { inputs, reasons } = await resourceOf(request.getUrn()).check({ urn: request.getUrn(), ...bags });
      return checked(reasons).setInputs(structOf(inputs));
    }),

    diff: unary((request: DiffRequest) =>
      resourceOf(request.getUrn()).diff({
        olds: bagOf(request.getOlds()),
        oldInputs: bagOf(request.getOldInputs()),
        news: bagOf(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
      }),
    ),

    create: unary(async (request: CreateRequest) => {
      const news = bagOf(request.getProperties());
      const urn = request.getUrn();
      const { id, outputs: made } = await resourceOf(urn).create({ urn, news, ...runOf(request) });
      return new CreateResponse().setId(id).setProperties(outputs(urn, made));
    }),

    update: unary(async (request: UpdateRequest) => {
      const bags = { olds: bagOf(request.getOlds()), news: bagOf(request.getNews()) };
      const urn = request.getUrn();
      const made = await resourceOf(urn).update({ urn, id: request.getId(), ...bags, ...runOf(request) });
      return new UpdateResponse().setProperties(outputs(urn, made));
    }),

    read: unary(async (request: ReadRequest) => {
      const bags = { state: bagOf(request.getProperties()), inputs: bagOf(request.getInputs()) };
      const found = await resourceOf(request.getUrn()).read({ id: request.getId(), ...bags });
      const answer = new ReadResponse();
      if (found === undefined) {
        // Without an id it is gone.
        return answer;
      }
      return answer
        .setId(found.id)
        .setProperties(outputs(request.getUrn(), found.outputs))
        .setInputs(found.inputs && structOf(found.inputs));
    }),

    delete: unary(async (request: DeleteRequest) => {
      const state = bagOf(request.getProperties());
      await resourceOf(request.getUrn()).delete({ id: request.getId(), state });
      return new Empty();
    }),

    cancel: unary(() => {
      clock.cancel();
      return new Empty();
    }),
  };
}

/** The resource that a call is about, by the type in its URN: `urn:pulumi:<stack>::<project>::<parents>$<type>::<name>`. */
function of(resources: Record<string, ResourceCalls>, urn: string): ResourceCalls {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const found = resources[type];
  if (found === undefined) {
    throw new DeployError(
      "BadInput",
      `This release of the plugin has no resource of the type ${type}. Install a newer one.`,
    );
  }
  return found;
}

function checked(reasons: readonly string[]): CheckResponse {
  // With a property's name Pulumi would print its value, secrets too; the reason names the argument.
  return new CheckResponse().setFailuresList(reasons.map((reason) => new CheckFailure().setReason(reason)));
}

function runOf(request: CreateRequest | UpdateRequest): { isPreview: boolean; timeoutSeconds: number | undefined } {
  const timeoutSeconds = request.getTimeout();
  return { isPreview: request.getPreview(), timeoutSeconds: timeoutSeconds > 0 ? timeoutSeconds : undefined };
}
