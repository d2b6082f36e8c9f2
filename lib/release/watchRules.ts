import { isRecord } from "../ground/unknowns.js";
import { tooFewNames } from "./releaseArguments.js";

/** Lambda's limits (API reference, Invoke): the longest run of a function, a payload, a client context. */
const longestRunSeconds = 900;
const payloadBytes = 6 * 1024 * 1024;
const clientContextBytes = 3583;

/** What is wrong with `errorRate`: sentences that begin with its name. */
export function errorRateProblems(value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  if (!isRecord(value)) {
    return ["errorRate must be an object such as {max: 0.01, minInvocations: 100}."];
  }
  const { max, minInvocations, onTooFew } = value;
  return [
    ...strangersIn(value, "errorRate", ["max", "minInvocations", "onTooFew"]),
    ...(typeof max === "number" && max >= 0 && max < 1
      ? []
      : ["errorRate.max must be a part of the invocations, from 0 to below 1, such as 0.01."]),
    ...(Number.isInteger(minInvocations) && Number(minInvocations) >= 1
      ? []
      : ["errorRate.minInvocations must be a whole number from 1: of fewer invocations no rate is made."]),
    ...(onTooFew === undefined || tooFewNames.some((name) => name === onTooFew)
      ? []
      : [`errorRate.onTooFew must be one of ${tooFewNames.join(", ")}.`]),
  ];
}

/** What is wrong with `smoke`; payloads are not quoted, for they may be secret. */
export function smokeProblems(value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  const listed = [value].flat() as unknown[];
  return listed.flatMap((test, index) => testProblems(test, Array.isArray(value) ? `smoke[${index}]` : "smoke"));
}

function testProblems(test: unknown, name: string): string[] {
  if (!isRecord(test)) {
    return [`${name} must be an object such as {payload: {ping: true}, expect: {statusCode: 200}}.`];
  }
  const { payload, expect, timeoutSeconds, clientContext, tenantId } = test;
  return [
    ...strangersIn(test, name, ["payload", "expect", "timeoutSeconds", "clientContext", "tenantId"]),
    ...(Buffer.byteLength(JSON.stringify(payload ?? {})) <= payloadBytes
      ? []
      : [`${name}.payload must be at most 6 MiB of JSON.`]),
    ...expectProblems(expect, `${name}.expect`),
    ...(timeoutSeconds === undefined ||
    (typeof timeoutSeconds === "number" && timeoutSeconds >= 1 && timeoutSeconds <= longestRunSeconds)
      ? []
      : [`${name}.timeoutSeconds must be a number, from 1 to ${longestRunSeconds} seconds.`]),
    ...(clientContext === undefined || (typeof clientContext === "string" && clientContext.length <= clientContextBytes)
      ? []
      : [`${name}.clientContext must be a text in base64 of at most ${clientContextBytes} bytes.`]),
    ...(tenantId === undefined || (typeof tenantId === "string" && /^[\w .:/=+@-]{1,256}$/.test(tenantId))
      ? []
      : [`${name}.tenantId must be the id of a tenant, 1 to 256 characters.`]),
  ];
}

function expectProblems(expect: unknown, name: string): string[] {
  if (expect === undefined) {
    return [];
  }
  if (!isRecord(expect)) {
    return [`${name} must be an object such as {statusCode: 200}.`];
  }
  return [
    ...strangersIn(expect, name, ["statusCode", "payload"]),
    ...(expect.statusCode === undefined || Number.isInteger(expect.statusCode)
      ? []
      : [`${name}.statusCode must be a whole number, such as 200.`]),
  ];
}

/** A typing error inside an argument must not pass in silence either. */
export function strangersIn(value: Record<string, unknown>, name: string, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${name}.${key} is not an argument; known are ${known.join(", ")}.`);
}
