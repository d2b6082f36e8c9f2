import { DeployError } from "../../ground/errors.js";
import { isRecord } from "../../ground/unknowns.js";

/** A stack's state as `pulumi stack export` writes it, as far as this command reads it. */
export interface Deployment {
  resources: ExportedResource[];
  /** The URNs of resources on which an operation was begun and not ended. */
  pending: Set<string>;
}

export interface ExportedResource {
  urn: string;
  type: string;
  id: string;
  outputs: Record<string, unknown>;
  isInitFailed: boolean;
}

/** Reads an export; what is about to be deleted, and what others own, is left out. */
export function readDeployment(text: string): Deployment {
  const exported = parse(text);
  if (!isRecord(exported) || typeof exported.version !== "number") {
    throw new DeployError("BadInput", "its state is not in the form that pulumi stack export writes");
  }
  const deployment = isRecord(exported.deployment) ? exported.deployment : {};
  return {
    resources: recordsOf(deployment.resources)
      .filter((resource) => resource.delete !== true && resource.external !== true)
      .map(toResource),
    pending: new Set(recordsOf(deployment.pending_operations).map(({ resource }) => urnOf(resource))),
  };
}

function toResource({ urn, type, id, outputs, initErrors }: Record<string, unknown>): ExportedResource {
  return {
    urn: String(urn),
    type: String(type),
    id: typeof id === "string" ? id : "",
    outputs: isRecord(outputs) ? outputs : {},
    isInitFailed: Array.isArray(initErrors) && initErrors.length > 0,
  };
}

function urnOf(resource: unknown): string {
  return isRecord(resource) ? String(resource.urn) : "";
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
