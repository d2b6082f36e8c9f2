import { columnOf, type Column } from "#lib/command/stacks/column.js";
import { readDeployment } from "#lib/command/stacks/deployment.js";
import { isRecord } from "#lib/ground/unknowns.js";

/** By which Pulumi seals a secret in a state. */
export const sealed = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:sealed",
};

export const hashes = { one: `${"A".repeat(43)}=`, two: `${"B".repeat(43)}=`, three: `${"C".repeat(43)}=` };

export interface Resource {
  urn: string;
  type: string;
  id: string;
  outputs: Record<string, unknown>;
  [more: string]: unknown;
}

export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:111111111111:function:${name}`;

/** A FunctionCode as an export has it, that deployed and published `hash`. */
export function code(name: string, hash = hashes.one, outputs: Record<string, unknown> = {}): Resource {
  const type = "pulumi-nodejs:dynamic/lambda:FunctionCode";
  const functionArn = arnOf(`${name.replaceAll(/[^\w-]/g, "")}-function`);
  return {
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    type,
    id: functionArn,
    outputs: {
      __provider: sealed,
      configuration: sealed,
      functionArn,
      version: "1",
      codeSha256: hash,
      deployedCodeSha256: hash,
      publishedCodeSha256: hash,
      publish: true,
      lastModified: "2026-01-01T00:00:00.000+0000",
      state: "Active",
      lastUpdateStatus: "Successful",
      ...outputs,
    },
  };
}

/** A FunctionRelease of the function of that FunctionCode. */
export function release(name: string, outputs: Record<string, unknown> = {}): Resource {
  const type = "lambdacode:index:FunctionRelease";
  const aliasArn = `${arnOf(`${name}-function`)}:live`;
  return {
    urn: `urn:pulumi:dev::shop::${type}::${name}-live`,
    type,
    id: aliasArn,
    outputs: {
      aliasArn,
      functionArn: arnOf(`${name}-function`),
      functionVersion: "1",
      ownVersion: "1",
      wantedVersion: "1",
      routingConfig: {},
      codeSha256: hashes.one,
      phase: "Succeeded",
      lastReleasedAt: "2026-01-01T00:00:00.000Z",
      ...outputs,
    },
  };
}

/** The text that `pulumi stack export` writes. */
export function exportOf(resources: Resource[], pending: string[] = []): string {
  const pending_operations = pending.map((urn) => ({ resource: { urn }, type: "updating" }));
  return JSON.stringify({ version: 3, deployment: { resources, pending_operations } });
}

/** The column of a stack with these resources. */
export function columnWith(stack: string, resources: Resource[], pending: string[] = []): Column {
  return columnOf(stack, readDeployment(exportOf(resources, pending)));
}

/** All texts in a value, at any depth. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
}
