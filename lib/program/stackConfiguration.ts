import { Config, secret, type Input } from "@pulumi/pulumi";
import type { AssumeRole, ServiceEndpoints } from "../access/awsInputs.js";

/** What the stack's `aws:` configuration says, under the names of our `aws` argument. */
export interface StackDefaults {
  defaultRegion?: string;
  profile?: string;
  assumeRoles?: Input<Input<AssumeRole>[]>;
  endpoint?: string;
  endpoints?: ServiceEndpoints;
  allowedAccountIds?: string[];
  forbiddenAccountIds?: string[];
  staticKeysConfigured?: boolean;
}

/** Reads the configuration that @pulumi/aws reads (https://www.pulumi.com/registry/packages/aws/installation-configuration/). */
export function stackDefaults(): StackDefaults {
  const config = new Config("aws");
  const roles =
    config.getObject<ConfiguredRole[]>("assumeRoles") ?? asList(config.getObject<ConfiguredRole>("assumeRole"));
  const endpoints = configuredEndpoints(config);
  const services = { s3: endpoints.s3, ecr: endpoints.ecr, sts: endpoints.sts };
  const hasStaticKeys = config.get("accessKey") !== undefined || config.get("secretKey") !== undefined;
  return {
    defaultRegion: config.get("region"),
    profile: config.get("profile"),
    assumeRoles: roles?.map(toAssumeRole),
    endpoint: endpoints.lambda,
    endpoints: isGiven(services) ? services : undefined,
    allowedAccountIds: config.getObject<string[]>("allowedAccountIds"),
    forbiddenAccountIds: config.getObject<string[]>("forbiddenAccountIds"),
    staticKeysConfigured: hasStaticKeys || undefined,
  };
}

/** A role as @pulumi/aws spells it: `duration` is a Go duration such as `1h30m`. */
interface ConfiguredRole extends Omit<AssumeRole, "durationSeconds"> {
  duration?: string;
  durationSeconds?: number;
}

function toAssumeRole({ duration, externalId, ...role }: ConfiguredRole): Input<AssumeRole> {
  return {
    ...role,
    // A secret inside a configuration object comes back plain and unmarked, so it is marked again here.
    ...(externalId === undefined ? {} : { externalId: secret(externalId) }),
    ...(duration === undefined ? {} : { durationSeconds: parseDurationSeconds(duration) }),
  } as Input<AssumeRole>;
}

function parseDurationSeconds(duration: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration);
  const [hours, minutes, seconds] = [match?.[1], match?.[2], match?.[3]].map((part) => Number(part ?? 0));
  // NaN fails the provider's check, which names the argument.
  return match === null ? Number.NaN : (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** @pulumi/aws takes a list of objects; more than one of them may name services. */
function configuredEndpoints(config: Config): ServiceEndpoints & { lambda?: string } {
  type Endpoints = ServiceEndpoints & { lambda?: string };
  const listed = asList(config.getObject<Endpoints | Endpoints[]>("endpoints"))?.flat() ?? [];
  return Object.assign({}, ...listed.reverse()) as Endpoints;
}

function isGiven(services: ServiceEndpoints): boolean {
  return Object.values(services).some((url) => url !== undefined);
}

function asList<T>(value: T | undefined): T[] | undefined {
  return value === undefined ? undefined : [value];
}
