import { types } from "node:util";
import { Output, output } from "@pulumi/pulumi";
import { given, identityKeys, withStackDefaults } from "../access/inheritAccess.js";

type Fields = Record<string, unknown>;

/**
 * What the resource says in `aws` over what the stack says. An output or a promise may turn out to be undefined: then the
 * stack's is taken, as where nothing was given. Undefined where neither says anything.
 */
export function ownAwsOrStacks(said: object | undefined, stack: object): unknown {
  if (isLater(said)) {
    return output(said as Promise<Fields | undefined>).apply((known) => merge(known ?? {}, stack));
  }
  const own = given(said ?? {});
  const later = Object.keys(own).filter((name) => isLater(own[name]) || hasLaterService(name, own[name]));
  if (later.length === 0) {
    return withStackDefaults(own, stack);
  }
  const valueOf = (name: string): unknown => {
    const isOwn = name in own && !later.includes(name);
    const deciding = isOwn ? [] : later.filter((each) => bearsOn(each, name));
    // Field by field: in one output of all a single unknown value would make every field unknown.
    return deciding.length === 0
      ? merge(own, stack)[name]
      : output(pick(own, deciding)).apply((known) => merge({ ...own, ...known }, stack)[name]);
  };
  const names = [...new Set([...Object.keys(own), ...Object.keys(given(stack))])];
  return Object.fromEntries(names.map((name) => [name, valueOf(name)]));
}

function merge(own: Fields, stack: object): Fields {
  return withStackDefaults(own, stack) ?? {};
}

/** Whether what one field turns out to be decides what another is taken from. */
function bearsOn(one: string, other: string): boolean {
  const isAddress = one === "endpoints" && other === "endpoint";
  return one === other || isAddress || (identityKeys.includes(one) && identityKeys.includes(other));
}

function pick(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The addresses of services are taken from both places one by one. */
function hasLaterService(name: string, value: unknown): boolean {
  return name === "endpoints" && Object.values(value as object).some(isLater);
}

function isLater(value: unknown): boolean {
  return Output.isInstance(value) || types.isPromise(value);
}
