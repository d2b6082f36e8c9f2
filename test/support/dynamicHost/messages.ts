import { createRequire } from "node:module";
import type { Metadata, ServiceError } from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

// Both are dependencies of @pulumi/pulumi, not ours: they are found from where it lies, and no second copy can be met.
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
export const grpc = requireFromPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const structs = requireFromPulumi("google-protobuf/google/protobuf/struct_pb") as {
  Struct: { fromJavaScript(value: PropertyBag): Struct };
};

/** What crosses the boundary: plain JSON, as Pulumi's Struct has no more. */
export type PropertyBag = Record<string, unknown>;

/** The state that a half-done create or update asks the engine to keep. */
export interface InitFailure {
  id: string;
  properties: PropertyBag;
  reasons: string[];
}

/** An error of the host as the engine sees it: the message, and the state to keep where there is one. */
export class HostError extends Error {
  override readonly name = "HostError";
  constructor(
    message: string,
    readonly initFailure: InitFailure | undefined,
  ) {
    super(message);
  }
}

export function toStruct(bag: PropertyBag): Struct {
  return structs.Struct.fromJavaScript(bag);
}

export function fromStruct(struct: Struct | undefined): PropertyBag {
  return struct?.toJavaScript() ?? {};
}

/** The engine reads an init failure from this binary trailer, as Go's gRPC does: a Status with one packed detail. */
export function toHostError(error: ServiceError): HostError {
  const trailer = (error.metadata as Metadata | undefined)?.get("grpc-status-details-bin")[0];
  if (!(trailer instanceof Uint8Array)) {
    return new HostError(error.details, undefined);
  }
  const detail = Status.deserializeBinary(trailer)
    .getDetailsList()
    .map((any) =>
      any.unpack((bytes) => ErrorResourceInitFailed.deserializeBinary(bytes), "pulumirpc.ErrorResourceInitFailed"),
    )
    .find((unpacked) => unpacked !== null);
  return new HostError(
    error.details,
    detail && { id: detail.getId(), properties: fromStruct(detail.getProperties()), reasons: detail.getReasonsList() },
  );
}
