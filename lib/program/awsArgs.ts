import type { Input } from "@pulumi/pulumi";
import type { AssumeRole, AssumeRoleWithWebIdentity } from "../access/awsInputs.js";

/**
 * Where and as whom AWS is called. Each field defaults to the one of the same name in the stack's `aws:` configuration (with
 * the plugin, to its provider's argument, which the stack's `lambdacode:` configuration gives unless the program does), but
 * for the identity (profile, roles, web identity, files), which is one unit: what names a profile takes no roles from the
 * stack, and roles alone are assumed by the profile of the stack. What neither says comes from the environment of the
 * machine (`AWS_*`, shared files) at each call and is never recorded. A dynamic resource needs it, be it as `{}`, where an
 * explicit `aws.Provider` is in force, which cannot be read.
 */
export interface AwsArgs {
  /**
   * Region of the function, such as `eu-central-1`. Default: the Region of an ARN in `functionName`, else the one that the
   * stack or the provider configures, else that of the function deployed to before; on the first deploy `AWS_REGION`, else
   * the profile's. Another one replaces the resource. Where it contradicts an ARN, a resource's own is an error at preview,
   * and a configured one gives way.
   */
  region?: Input<string>;
  /** A profile of the shared AWS files. A change is shown as an update that sends nothing to Lambda. */
  profile?: Input<string>;
  /**
   * Roles to assume, one after the other, the first by `profile` or `assumeRoleWithWebIdentity`, given here or, with roles
   * alone, configured for the stack or the provider. A change is shown as an update that sends nothing to Lambda.
   */
  assumeRoles?: Input<Input<AssumeRole>[]>;
  /**
   * A role that is assumed by a token, in place of a profile. A change is shown as an update that sends nothing to
   * Lambda.
   */
  assumeRoleWithWebIdentity?: Input<AssumeRoleWithWebIdentity>;
  /**
   * Paths of shared config files, in place of `~/.aws/config`; later ones are stronger. A change is shown as an update
   * that sends nothing to Lambda.
   */
  sharedConfigFiles?: Input<Input<string>[]>;
  /**
   * Paths of shared credentials files, in place of `~/.aws/credentials`; later ones are stronger. A change is shown as
   * an update that sends nothing to Lambda.
   */
  sharedCredentialsFiles?: Input<Input<string>[]>;
  /** URL of the Lambda API in place of AWS's own. A change is shown as an update that sends nothing to Lambda. */
  endpoint?: Input<string>;
  /**
   * URLs of S3, ECR, CloudWatch and STS in place of AWS's own, for what needs them. A change is shown as an update that
   * sends nothing to Lambda.
   */
  endpoints?: Input<EndpointArgs>;
  /**
   * Whether AWS's FIPS endpoints are called. Default false. A change is shown as an update that sends nothing to Lambda.
   */
  useFipsEndpoint?: Input<boolean>;
  /**
   * Whether AWS's dual-stack endpoints are called. Default false. A change is shown as an update that sends nothing to
   * Lambda.
   */
  useDualstackEndpoint?: Input<boolean>;
  /**
   * Whether a bucket's name goes into the path of S3's URLs. Default: at an endpoint of one's own. A change is shown as
   * an update that sends nothing to Lambda.
   */
  s3UsePathStyle?: Input<boolean>;
  /**
   * Region of STS, for `assumeRoles`. Default: as the function's. A change is shown as an update that sends nothing to
   * Lambda.
   */
  stsRegion?: Input<string>;
  /**
   * URL of the proxy for http endpoints. Default: `HTTP_PROXY` of the machine. Mark it as a secret where it holds a
   * password.
   */
  httpProxy?: Input<string>;
  /**
   * URL of the proxy for https endpoints. Default: `HTTPS_PROXY` of the machine. Mark it as a secret where it holds a
   * password.
   */
  httpsProxy?: Input<string>;
  /** Hosts that are called without a proxy, separated by commas. Default: `NO_PROXY` of the machine. */
  noProxy?: Input<string>;
  /**
   * Path to a file of the certificates to trust for AWS's endpoints. Default: `AWS_CA_BUNDLE` of the machine, else
   * Node's own.
   */
  customCaBundle?: Input<string>;
  /** The only accounts that may be deployed to, 12 digits each. Checked before anything is sent. */
  allowedAccountIds?: Input<Input<string>[]>;
  /** Accounts that must never be deployed to, 12 digits each. Checked before anything is sent. */
  forbiddenAccountIds?: Input<Input<string>[]>;
}

/** URLs of services, in place of AWS's own. */
export interface EndpointArgs {
  /** URL of Lambda: another spelling of `endpoint`, as aws.Provider has it. */
  lambda?: Input<string>;
  /** URL of S3, for packages there and for a staging bucket. */
  s3?: Input<string>;
  /** URL of ECR, for images named by a tag. */
  ecr?: Input<string>;
  /** URL of CloudWatch, for the alarms and the error rate of a release. */
  cloudwatch?: Input<string>;
  /** URL of STS, for `assumeRoles`. */
  sts?: Input<string>;
}
