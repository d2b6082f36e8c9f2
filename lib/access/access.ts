import { canonicalJson } from "../ground/canonicalJson.js";
import type { AssumeRole, AssumeRoleWithWebIdentity, AwsInputs, ServiceEndpoints } from "./awsInputs.js";

/** As whom AWS is called: a unit, never put together from two places. What none of it names is the machine's own. */
export interface Identity {
  profile?: string;
  /** Assumed one after the other, the first by what else is named here, or by what the machine has. */
  assumeRoles?: AssumeRole[];
  assumeRoleWithWebIdentity?: AssumeRoleWithWebIdentity;
  sharedConfigFiles?: string[];
  sharedCredentialsFiles?: string[];
  emulatorAccessKey?: string;
}

/** The services' addresses, where they are not AWS's usual ones. */
export interface Endpoints extends ServiceEndpoints {
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
  s3UsePathStyle?: boolean;
  stsRegion?: string;
}

/** How requests leave the machine, where the program says it; else by `HTTPS_PROXY` and the like. */
export interface Network {
  httpProxy?: string;
  httpsProxy?: string;
  noProxy?: string;
  customCaBundle?: string;
}

/** The accounts that may be deployed to; held against the ARN that answered, before anything is sent. */
export interface AccountRules {
  allowedAccountIds?: string[];
  forbiddenAccountIds?: string[];
}

/** Where and as whom a function is reached. Made by resolveAccess.ts, held against an ARN by checkAccess.ts. */
export interface Access {
  identity: Identity;
  /** Undefined where only the machine knows: `AWS_REGION`, or the profile's. */
  region?: string;
  endpoints: Endpoints;
  network: Network;
  accountRules: AccountRules;
}

/** The fields of `aws` in groups, with the Region that was decided on. */
export function accessOf(aws: AwsInputs, region: string | undefined): Access {
  const { lambda, s3, ecr, cloudwatch, sts } = aws.endpoints ?? {};
  const { useFipsEndpoint, useDualstackEndpoint, s3UsePathStyle, stsRegion } = aws;
  const { httpProxy, httpsProxy, noProxy, customCaBundle } = aws;
  const { allowedAccountIds, forbiddenAccountIds } = aws;
  return {
    identity: identityOf(aws),
    region,
    endpoints: {
      lambda: aws.endpoint ?? lambda,
      s3,
      ecr,
      cloudwatch,
      sts,
      useFipsEndpoint,
      useDualstackEndpoint,
      s3UsePathStyle,
      stsRegion,
    },
    network: { httpProxy, httpsProxy, noProxy, customCaBundle },
    accountRules: { allowedAccountIds, forbiddenAccountIds },
  };
}

/** A key that is equal for equal places and identities, whatever order the fields came in; account rules are no part of it. */
export function accessKey({ identity, region, endpoints, network }: Access): string {
  return String(canonicalJson({ identity, region, endpoints, network }));
}

function identityOf(aws: AwsInputs): Identity {
  const { profile, assumeRoles, assumeRoleWithWebIdentity } = aws;
  const { sharedConfigFiles, sharedCredentialsFiles, emulatorAccessKey } = aws;
  return {
    profile,
    assumeRoles,
    assumeRoleWithWebIdentity,
    sharedConfigFiles,
    sharedCredentialsFiles,
    emulatorAccessKey,
  };
}
