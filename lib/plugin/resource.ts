import type { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";

/** One type of resource in the words of the engine's calls, with bags in place of their messages. */
export interface ResourceCalls {
  check(call: { urn: string; olds: PropertyBag; news: PropertyBag }): Promise<CheckAnswer>;
  diff(call: {
    olds: PropertyBag;
    oldInputs: PropertyBag;
    news: PropertyBag;
    ignoreChanges: string[];
  }): Promise<DiffResponse>;
  create(call: { urn: string; news: PropertyBag } & Run): Promise<{ id: string; outputs: PropertyBag }>;
  update(call: { urn: string; id: string; olds: PropertyBag; news: PropertyBag } & Run): Promise<PropertyBag>;
  /** Undefined where the resource is gone. */
  read(call: { id: string; state: PropertyBag; inputs: PropertyBag }): Promise<ReadAnswer | undefined>;
  delete(call: { id: string; state: PropertyBag }): Promise<void>;
  /** Of the outputs those that are secrets whatever the SDK of the language says. */
  secretOutputs: readonly string[];
}

interface Run {
  isPreview: boolean;
  /** The resource's option `customTimeouts`, in seconds; undefined where it has none. */
  timeoutSeconds: number | undefined;
}

export interface CheckAnswer {
  inputs: PropertyBag;
  reasons: string[];
}

export interface ReadAnswer {
  id: string;
  outputs: PropertyBag;
  /** Undefined where those that the engine has can stay. */
  inputs: PropertyBag | undefined;
}

/** The way back to the dynamic face stays open: without the text of its stub that could neither refresh nor destroy. */
export function keepingStub(olds: PropertyBag, bag: PropertyBag): PropertyBag {
  return withoutAbsent({ ...bag, __provider: olds.__provider });
}
