import { fromEnv, fromTokenFile } from "@aws-sdk/credential-providers";
import type { Access } from "../../access/access.js";
import { madeOnce } from "../../ground/madeOnce.js";
import { fromMachine, fromProfile, type Means } from "./profiles.js";
import { requestHandlerFor } from "./requestHandler.js";
import { assumed, assumedByToken, type Provider, stsConfig } from "./roles.js";
import { accessAndEnvironmentKey, settingsOf } from "./settings.js";
import { shared } from "./sharedCredentials.js";

const providers = new Map<string, Provider>();

/** The credentials for this access: one object for the clients of every service, so that a role is assumed once. */
export function credentialsFor(access: Access): Provider {
  return madeOnce(providers, accessAndEnvironmentKey(access), () => {
    let chain: Provider | undefined;
    return shared(async (...context) => {
      chain ??= await chainOf(access, process.env);
      return chain(...context);
    });
  });
}

/** Who the machine is or the program names, and the roles that it assumes, one by the other. */
async function chainOf(access: Access, env: NodeJS.ProcessEnv): Promise<Provider> {
  const settings = await settingsOf(access);
  const requestHandler = await requestHandlerFor(settings);
  const sts = stsConfig(settings, access.endpoints.stsRegion, requestHandler);
  const base = baseOf(access, env, { settings, sts, requestHandler });
  return (access.identity.assumeRoles ?? []).reduce((source, role) => assumed(source, role, sts), base);
}

/**
 * Of the environment as @pulumi/aws and the AWS CLI have it (aws-sdk-go-v2/config, `resolveCredentialChain`): keys, then a
 * web identity, then the profile that `AWS_PROFILE` names. The SDK for JavaScript has them the other way round, so that one
 * up would be two people.
 */
function baseOf({ identity }: Access, env: NodeJS.ProcessEnv, means: Means): Provider {
  const { profile, assumeRoleWithWebIdentity, emulatorAccessKey } = identity;
  if (emulatorAccessKey !== undefined) {
    const keys = { accessKeyId: emulatorAccessKey, secretAccessKey: emulatorAccessKey };
    return () => Promise.resolve(keys);
  }
  if (assumeRoleWithWebIdentity !== undefined) {
    return assumedByToken(assumeRoleWithWebIdentity, means.sts);
  }
  if (profile !== undefined) {
    return fromProfile(profile, means);
  }
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) {
    return fromEnv();
  }
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) {
    return fromTokenFile({ clientConfig: means.sts });
  }
  const named = means.settings.profile;
  return named === undefined ? fromMachine(means) : fromProfile(named, means);
}
