/** One role of a chain, assumed in the order given, as `aws:assumeRoles` of @pulumi/aws has it. */
export interface AssumeRole {
  /** ARN of the role. */
  roleArn: string;
  /** Name of the session, as CloudTrail shows it. Default `pulumi-lambda-code`. */
  sessionName?: string;
  /** External id that the role's trust policy asks for. */
  externalId?: string;
  /** Life of the session in seconds, 900 to 43200. Default: as STS does, one hour. */
  durationSeconds?: number;
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

/** URLs of the services beside Lambda, where they are not where AWS has them. */
export interface ServiceEndpoints {
  /** Of S3, for packages there and for a staging bucket. */
  s3?: string;
  /** Of ECR, for images named by a tag. */
  ecr?: string;
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
  /** URL of the Lambda API. */
  endpoint?: string;
  /** URLs of the other services. */
  endpoints?: ServiceEndpoints;
  /** The only accounts that may be deployed to. */
  allowedAccountIds?: string[];
  /** Accounts that must never be deployed to. */
  forbiddenAccountIds?: string[];
  /** The stack has `aws:accessKey` or `aws:secretKey`; their values never leave the program. */
  staticKeysConfigured?: boolean;
}
