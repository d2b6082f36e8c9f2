import type { handleUnaryCall } from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyBag } from "../inputs/inputs.js";
import type { EngineLog } from "./engineLog.js";
import type { ResourceCalls } from "./resource.js";
import { failureOf, sealed, structOf } from "./wire.js";

/** What makes the calls of a service, with how the outputs of a resource go to the engine, which a failure may carry, too. */
export function unaryWith(log: EngineLog, toOutputs: (urn: string, bag: PropertyBag) => Struct) {
  /**
   * A call of one request and one answer. What is said in it belongs to the resource of its `urn`, and has arrived before
   * the answer does.
   */
  return function unary<Request, Answer>(
    run: (request: Request) => Answer | Promise<Answer>,
  ): handleUnaryCall<Request, Answer> {
    return (call, answer) => {
      const urn = (call.request as { getUrn?(): string }).getUrn?.() ?? "";
      void log
        .within(urn, async () => run(call.request))
        .then(
          async (found) => {
            await log.settled();
            answer(null, found);
          },
          async (error: unknown) => {
            await log.settled();
            answer(failureOf(error, (bag) => toOutputs(urn, bag)));
          },
        );
    };
  };
}

/** How a resource's outputs go to the engine: what is always a secret is sealed, whatever the SDK of the language says. */
export function outputsOf({ secretOutputs }: ResourceCalls): (bag: PropertyBag) => Struct {
  return (bag) => {
    const secrets = secretOutputs.filter((name) => bag[name] !== undefined);
    return structOf({ ...bag, ...Object.fromEntries(secrets.map((name) => [name, sealed(bag[name])])) });
  };
}
