import { readFile } from "node:fs/promises";
import { fromTemporaryCredentials, fromWebToken } from "@aws-sdk/credential-providers";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AssumeRole, AssumeRoleWithWebIdentity } from "../../access/awsInputs.js";
import { secondsOfGoDuration } from "../../access/goDuration.js";
import { homePath } from "../../ground/homePath.js";
import { LocalError } from "../network/localError.js";
import type { Settings } from "./settings.js";

/** What gives credentials to a client. */
export type Provider = ReturnType<typeof fromTemporaryCredentials>;

/** How the SDK calls STS for roles. */
export type StsConfig = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]["clientConfig"]>;

type RoleParams = Parameters<typeof fromTemporaryCredentials>[0]["params"];

const defaultSessionName = "pulumi-lambda-code";

/** STS as the settings have it: the SDK makes its clients itself, and would ask the environment anew. */
export function stsConfig(settings: Settings, stsRegion: string | undefined, handler: NodeHttpHandler): StsConfig {
  const { endpoints, useFipsEndpoint, useDualstackEndpoint } = settings;
  const region = stsRegion ?? settings.region;
  return {
    // Without one it is the Region of the client that asks.
    ...(region === undefined ? {} : { region }),
    ...(endpoints.sts === undefined ? {} : { endpoint: endpoints.sts }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint,
    useDualstackEndpoint,
    requestHandler: handler,
  };
}

/** A role that the program names, assumed by what `base` gives. */
export function assumed(base: Provider, asked: AssumeRole, clientConfig: StsConfig): Provider {
  return role(
    base,
    {
      RoleArn: asked.roleArn,
      RoleSessionName: asked.sessionName,
      ExternalId: asked.externalId,
      DurationSeconds: secondsOf(asked),
      Policy: asked.policy,
      PolicyArns: asked.policyArns?.map((arn) => ({ arn })),
      SourceIdentity: asked.sourceIdentity,
      Tags: asked.tags && Object.entries(asked.tags).map(([Key, Value]) => ({ Key, Value })),
      TransitiveTagKeys: asked.transitiveTagKeys,
    },
    clientConfig,
  );
}

/** A role in STS's own words. */
export function role(base: Provider, params: RoleParams, clientConfig: StsConfig): Provider {
  const named = { ...params, RoleSessionName: params.RoleSessionName ?? defaultSessionName };
  return fromTemporaryCredentials({ masterCredentials: base, params: named, clientConfig });
}

/** A role that is assumed by a token of somebody else's; one in a file is read at each call, for others renew it. */
export function assumedByToken(asked: AssumeRoleWithWebIdentity, clientConfig: StsConfig): Provider {
  return async (...context) => {
    const provide = fromWebToken({
      roleArn: asked.roleArn,
      roleSessionName: asked.sessionName ?? defaultSessionName,
      webIdentityToken: asked.webIdentityToken ?? (await readToken(asked.webIdentityTokenFile ?? "")),
      durationSeconds: secondsOf(asked),
      policy: asked.policy,
      policyArns: asked.policyArns?.map((arn) => ({ arn })),
      clientConfig,
    });
    return provide(...context);
  };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(homePath(file), "utf8")).trim();
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new LocalError("TokenFileError", `the file of the web identity's token, ${file}, cannot be read (${code})`);
  }
}

/** STS takes whole seconds. */
function secondsOf({ durationSeconds, duration }: AssumeRole | AssumeRoleWithWebIdentity): number | undefined {
  return durationSeconds ?? (duration === undefined ? undefined : Math.ceil(secondsOfGoDuration(duration)));
}
