/** One role of a chain, assumed in the order given, as `aws:assumeRoles` of `@pulumi/aws` has it. */
export interface AssumeRole {
  /** ARN of the role. */
  roleArn: string;
  /** Name of the session, as CloudTrail shows it. Default `pulumi-lambda-code`. */
  sessionName?: string;
  /** External id that the role's trust policy asks for; in the stack's configuration it is a secret. */
  externalId?: string;
  /** Life of the session in seconds, 900 to 43200. Default: as STS does, one hour. */
  durationSeconds?: number;
  /** Life of the session as a Go duration such as `1h30m`, as `@pulumi/aws` has it, in place of `durationSeconds`. */
  duration?: string;
  /** A session policy in JSON, to narrow the role's permissions. */
  policy?: string;
  /** ARNs of managed session policies. */
  policyArns?: string[];
  /** Source identity, kept through a chain of roles. */
  sourceIdentity?: string;
  /** Session tags. */
  tags?: Record<string, string>;
  /** Keys of the tags that pass on along a chain of roles. */
  transitiveTagKeys?: string[];
}

/** A role assumed by a token of somebody else's, as `aws:assumeRoleWithWebIdentity` of `@pulumi/aws` has it. */
export interface AssumeRoleWithWebIdentity {
  /** ARN of the role. */
  roleArn: string;
  /** The token itself, a secret; or `webIdentityTokenFile`. */
  webIdentityToken?: string;
  /** Path to a file with the token, read at each call. */
  webIdentityTokenFile?: string;
  /** Name of the session, as CloudTrail shows it. Default `pulumi-lambda-code`. */
  sessionName?: string;
  /** Life of the session in seconds, 900 to 43200. Default: as STS does, one hour. */
  durationSeconds?: number;
  /** Life of the session as a Go duration such as `1h30m`, as `@pulumi/aws` has it, in place of `durationSeconds`. */
  duration?: string;
  /** A session policy in JSON, to narrow the role's permissions. */
  policy?: string;
  /** ARNs of managed session policies. */
  policyArns?: string[];
}

/** URLs of the services beside Lambda, where they are not where AWS has them. */
export interface ServiceEndpoints {
  /** Of Lambda; another spelling of `endpoint`, which is stronger. */
  lambda?: string;
  /** Of S3, for packages there and for a staging bucket. */
  s3?: string;
  /** Of ECR, for images named by a tag. */
  ecr?: string;
  /** Of CloudWatch, for the alarms and the error rate of a release. */
  cloudwatch?: string;
  /** Of STS, for `assumeRoles`. */
  sts?: string;
}

/** Where and as whom AWS is called: what the program or the stack configuration says, never what the machine has. */
export interface AwsInputs {
  /** Region of the function. */
  region?: string;
  /** `aws:region` of the stack, filled in by the class: weaker than an ARN, where `region` contradicts one. */
  defaultRegion?: string;
  /** A profile of the shared AWS files. */
  profile?: string;
  /** Roles to assume, one after the other. */
  assumeRoles?: AssumeRole[];
  /** A role assumed by a token, in place of a profile. */
  assumeRoleWithWebIdentity?: AssumeRoleWithWebIdentity;
  /** Paths of shared config files, in place of `~/.aws/config`; later ones are stronger. */
  sharedConfigFiles?: string[];
  /** Paths of shared credentials files, in place of `~/.aws/credentials`; later ones are stronger. */
  sharedCredentialsFiles?: string[];
  /** URL of the Lambda API. */
  endpoint?: string;
  /** URLs of the other services. */
  endpoints?: ServiceEndpoints;
  /** Whether AWS's FIPS endpoints are called. */
  useFipsEndpoint?: boolean;
  /** Whether AWS's dual-stack endpoints are called. */
  useDualstackEndpoint?: boolean;
  /** Whether a bucket's name goes into the path of S3's URLs, and not into the host. */
  s3UsePathStyle?: boolean;
  /** Region of STS, for `assumeRoles`. */
  stsRegion?: string;
  /** URL of the proxy for http endpoints; a secret where it holds a password. */
  httpProxy?: string;
  /** URL of the proxy for https endpoints; a secret where it holds a password. */
  httpsProxy?: string;
  /** Hosts that are called without a proxy, separated by commas. */
  noProxy?: string;
  /** Path to a file of the certificates to trust, in place of the usual ones. */
  customCaBundle?: string;
  /** The only accounts that may be deployed to. */
  allowedAccountIds?: string[];
  /** Accounts that must never be deployed to. */
  forbiddenAccountIds?: string[];
  /** `aws:accessKey` of the stack where it is one that emulators take for anybody's, such as `test`: no secret. */
  emulatorAccessKey?: string;
  /** The stack has `aws:accessKey`, `aws:secretKey` or `aws:token`; their values never leave the program. */
  staticKeysConfigured?: boolean;
  /** Names of settings in the stack that say as whom, and are not honoured. */
  refusedSettings?: string[];
}
