import { LambdaClient } from "@aws-sdk/client-lambda";
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AssumeRole, AwsInputs } from "../awsInputs.js";

/** Whom a client speaks to, and as whom. Equal settings share one client, its connections and its credentials. */
export type ClientSettings = Pick<AwsInputs, "profile" | "assumeRoles" | "endpoint"> & { region?: string };

// Pulumi shows every line that a provider prints on the stack; this notice of the SDK is about the machine's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const connectionTimeoutMs = 10_000;
// Silence on a connection; an upload of 70 MB over a slow line is not silent.
const socketTimeoutMs = 60_000;
// Pulumi's highest usual --parallel; Node's default of 50 would queue the rest inside the SDK, with a warning.
const maxSockets = 256;

const lambdaClients = new Map<string, LambdaClient>();

/** The Lambda client for these settings, made once per process. */
export function lambdaClient(settings: ClientSettings): LambdaClient {
  const key = JSON.stringify([settings.region, settings.profile, settings.assumeRoles, settings.endpoint]);
  const known = lambdaClients.get(key);
  if (known !== undefined) {
    return known;
  }
  const client = new LambdaClient({
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    credentials: credentialsFor(settings),
    // Repeating is decided in retry.ts alone: the SDK would send a write twice without looking in between.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      socketTimeout: socketTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
  });
  lambdaClients.set(key, client);
  return client;
}

function credentialsFor({ profile, assumeRoles, region }: ClientSettings) {
  // A profile asked for is the only source: the chain would go on to other credentials, and warn about AWS_* keys.
  const own = profile === undefined ? fromNodeProviderChain() : fromIni({ profile });
  return (assumeRoles ?? []).reduce(
    (masterCredentials, role) =>
      fromTemporaryCredentials({
        masterCredentials,
        params: assumeRoleParams(role),
        ...(region === undefined ? {} : { clientConfig: { region } }),
      }),
    own,
  );
}

function assumeRoleParams(role: AssumeRole) {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? "pulumi-lambda-code",
    ExternalId: role.externalId,
    DurationSeconds: role.durationSeconds,
    Policy: role.policy,
    PolicyArns: role.policyArns?.map((arn) => ({ arn })),
    SourceIdentity: role.sourceIdentity,
    Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: role.transitiveTagKeys,
  };
}
