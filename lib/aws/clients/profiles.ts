import { fromIni, fromNodeProviderChain, fromSSO, fromWebToken } from "@aws-sdk/credential-providers";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { type Provider, role, type StsConfig } from "./roles.js";
import type { Settings } from "./settings.js";
import type { Section } from "./sharedFiles.js";

/** What profiles are resolved with. */
export interface Means {
  settings: Settings;
  /** By which the roles of profiles are assumed, as those of the program are. */
  sts: StsConfig;
  requestHandler: NodeHttpHandler;
}

interface WebIdentityParams {
  RoleArn?: string;
  RoleSessionName?: string;
  WebIdentityToken?: string;
}

/** The credentials of one profile, and of no other source: where it has none the chain would go on to somebody else's. */
export function fromProfile(profile: string, means: Means): Provider {
  return fromOwnSso(profile, means) ?? fromIni({ ...initOf(means), profile });
}

/** What the machine has where nobody names a profile: the default one, else what the container or instance is given. */
export function fromMachine(means: Means): Provider {
  return fromOwnSso("default", means) ?? fromNodeProviderChain(initOf(means));
}

function initOf({ settings, sts, requestHandler }: Means) {
  return {
    ...settings.files,
    // For SSO, whose Region is the profile's: it is told nothing but how to send.
    clientConfig: { requestHandler },
    roleAssumer: (source: Awaited<ReturnType<Provider>>, params: Parameters<typeof role>[1]) =>
      role(() => Promise.resolve(source), params, sts)(),
    roleAssumerWithWebIdentity: (params: WebIdentityParams) =>
      fromWebToken({
        roleArn: params.RoleArn ?? "",
        roleSessionName: params.RoleSessionName,
        webIdentityToken: params.WebIdentityToken ?? "",
        clientConfig: sts,
      })(),
  };
}

/**
 * The SDK looks for a profile that signs in by SSO in the machine's files alone, whatever files it was given
 * (@aws-sdk/credential-provider-ini, `resolveSsoCredentials`). In files of the program such a profile is read here, and the
 * roles that stand on it. Undefined for any other.
 */
function fromOwnSso(profile: string, { settings, sts, requestHandler }: Means): Provider | undefined {
  const { files, sections } = settings;
  if (files.configFilepath === undefined && files.filepath === undefined) {
    return undefined;
  }
  const sectionOf = (name: string): Section => ({ ...sections.config[name], ...sections.credentials[name] });
  const chain = [profile];
  for (let next = sourceOf(sectionOf(profile)); next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = sourceOf(sectionOf(next));
  }
  const last = chain.pop() ?? profile;
  if (!isSso(sectionOf(last)) || chain.some((name) => sectionOf(name).mfa_serial !== undefined)) {
    return undefined;
  }
  return chain
    .reverse()
    .map(sectionOf)
    .reduce<Provider>(
      (source, { role_arn, role_session_name, external_id, duration_seconds }) =>
        role(
          source,
          {
            RoleArn: role_arn,
            RoleSessionName: role_session_name,
            ExternalId: external_id,
            DurationSeconds: duration_seconds === undefined ? undefined : Number(duration_seconds),
          },
          sts,
        ),
      fromSSO({ ...files, profile: last, clientConfig: { requestHandler } }),
    );
}

function sourceOf({ role_arn, source_profile }: Section): string | undefined {
  return role_arn === undefined ? undefined : source_profile;
}

function isSso(section: Section): boolean {
  return section.aws_access_key_id === undefined && (section.sso_session ?? section.sso_start_url) !== undefined;
}
