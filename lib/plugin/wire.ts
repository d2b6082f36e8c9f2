import { Metadata, status as grpcStatus, type ServiceError } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { InitFailure, messageOf } from "../ground/errors.js";
import { signatureKey } from "../ground/signatureKey.js";
import { isRecord } from "../ground/unknowns.js";
import type { PropertyBag } from "../inputs/inputs.js";

// As @pulumi/pulumi has it in runtime/rpc: frozen, for it is in every state.
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A bag as the engine sends it; nothing of it is a secret or an output yet, for the handshake asks for plain values. */
export function bagOf(struct: Struct | undefined): PropertyBag {
  return struct?.toJavaScript() ?? {};
}

/** A bag for the engine. What is absent has been left out of it before: it would be fatal there. */
export function structOf(bag: PropertyBag): Struct {
  return Struct.fromJavaScript(bag as Record<string, JavaScriptValue>);
}

/** The value in the form in which the engine keeps it encrypted. */
export function sealed(value: unknown): PropertyBag {
  return { [signatureKey]: secretSignature, value };
}

/** The value without the marks of secrets, at any depth: of a provider's configuration they come whatever was agreed. */
export function unsealed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(unsealed);
  }
  if (!isRecord(value)) {
    return value;
  }
  return isSealed(value)
    ? unsealed(value.value)
    : Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unsealed(field)]));
}

/** Whether a value is a secret or holds one at any depth. */
export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsSecret);
  }
  return isRecord(value) && (isSealed(value) || Object.values(value).some(holdsSecret));
}

function isSealed(value: PropertyBag): boolean {
  return value[signatureKey] === secretSignature;
}

/**
 * A failure as the engine reads it. With what a half-done deploy has reached the engine saves the resource and marks it as
 * not initialized, as the host of dynamic providers has it done (pulumi/pulumi `cmd/dynamic-provider`).
 */
export function failureOf(error: unknown, toOutputs: (bag: PropertyBag) => Struct): Partial<ServiceError> {
  const message = messageOf(error);
  const metadata = new Metadata();
  if (error instanceof InitFailure) {
    const reached = new ErrorResourceInitFailed();
    reached.setId(error.id);
    reached.setProperties(toOutputs(error.properties));
    reached.setReasonsList(error.reasons);
    const detail = new Any();
    detail.pack(reached.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpcStatus.UNKNOWN);
    status.setMessage(message);
    status.addDetails(detail);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpcStatus.UNKNOWN, message, details: message, metadata };
}
