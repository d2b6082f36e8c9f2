import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { type Access, accessKey } from "../../access/access.js";
import type { AssumeRole } from "../../access/awsInputs.js";
import { madeOnce } from "./madeOnce.js";

type Provider = ReturnType<typeof fromTemporaryCredentials>;

const providers = new Map<string, Provider>();
// The SDK asks for new credentials when the old ones have so much left.
const renewBeforeMs = 5 * 60_000;

/** The credentials for this access: one object for the clients of every service, so that a role is assumed once. */
export function credentialsFor(access: Access): Provider {
  return madeOnce(providers, accessKey(access), () => shared(chainOf(access)));
}

function chainOf({ identity: { profile, assumeRoles }, region, endpoints }: Access): Provider {
  // A profile asked for is the only source: the chain would go on to other credentials, and warn about AWS_* keys.
  const own: Provider = profile === undefined ? fromNodeProviderChain() : fromIni({ profile });
  const clientConfig = {
    ...(region === undefined ? {} : { region }),
    ...(endpoints.sts === undefined ? {} : { endpoint: endpoints.sts }),
  };
  return (assumeRoles ?? []).reduce(
    (masterCredentials, role) =>
      fromTemporaryCredentials({ masterCredentials, params: assumeRoleParams(role), clientConfig }),
    own,
  );
}

/** Each client of the SDK keeps what a provider gave for itself alone: without this each would assume the roles anew. */
function shared(provide: Provider): Provider {
  let latest: ReturnType<Provider> | undefined;
  const start = (...context: Parameters<Provider>) => {
    const work = provide(...context);
    latest = work;
    work.catch(() => {
      latest = latest === work ? undefined : latest;
    });
    return work;
  };
  return async (...context) => {
    const seen = latest;
    if (seen !== undefined) {
      const credentials = await seen;
      if (credentials.expiration === undefined || credentials.expiration.getTime() - Date.now() > renewBeforeMs) {
        return credentials;
      }
    }
    // Another caller may have begun while this one waited.
    return latest === undefined || latest === seen ? start(...context) : latest;
  };
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
