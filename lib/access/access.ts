import type { AssumeRole, AwsInputs } from "./awsInputs.js";

/** As whom AWS is called: a unit, never put together from two places. What neither names is the machine's own. */
export interface Identity {
  profile?: string;
  /** Assumed one after the other, the first by `profile` or by what the machine has. */
  assumeRoles?: AssumeRole[];
}

/** URLs of the services, where they are not where AWS has them. */
export interface Endpoints {
  lambda?: string;
  s3?: string;
  ecr?: string;
  sts?: string;
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
  accountRules: AccountRules;
}

/** The fields of `aws` in groups, with the Region that was decided on. */
export function accessOf(aws: AwsInputs, region: string | undefined): Access {
  const { profile, assumeRoles, endpoint, endpoints = {}, allowedAccountIds, forbiddenAccountIds } = aws;
  return {
    identity: { profile, assumeRoles },
    region,
    endpoints: { lambda: endpoint, s3: endpoints.s3, ecr: endpoints.ecr, sts: endpoints.sts },
    accountRules: { allowedAccountIds, forbiddenAccountIds },
  };
}

/** A key that is equal for equal places and identities, whatever order the fields came in; account rules are no part of it. */
export function accessKey({ identity, region, endpoints }: Omit<Access, "accountRules">): string {
  const { profile, assumeRoles } = identity;
  const { lambda, s3, ecr, sts } = endpoints;
  return JSON.stringify([region, profile, assumeRoles, lambda, s3, ecr, sts]);
}
