import { type Access, accessKey, type Network } from "../../access/access.js";
import { Memo } from "../../ground/memo.js";
import { LocalError } from "../network/localError.js";
import { type Section, type Sections, sectionsOf, type SharedFiles, sharedFilesOf } from "./sharedFiles.js";

/** The services that are called, by their names in `endpoints`; STS on the way to credentials. */
export type Service = "lambda" | "s3" | "ecr" | "cloudwatch" | "sts";

/**
 * Where and as whom, with nothing left open: what the program says, then the environment, then the profile. Decided here and
 * not by the SDK, which reads less of the environment than @pulumi/aws does, and endpoints of no profile but `AWS_PROFILE`'s.
 */
export interface Settings {
  /** The profile that the program or the environment names. */
  profile: string | undefined;
  /** Undefined where only the instance may know: then the SDK asks it. */
  region: string | undefined;
  /** Addresses of services that are not AWS's own. */
  endpoints: Partial<Record<Service, string>>;
  useFipsEndpoint: boolean;
  useDualstackEndpoint: boolean;
  network: Network;
  files: SharedFiles;
  sections: Sections;
}

const known = new Memo<Settings>();

/** The settings for this access in this environment, found out once. */
export function settingsOf(access: Access): Promise<Settings> {
  return known.once(accessAndEnvironmentKey(access), () => findOut(access, process.env));
}

/** A key that is equal for equal access in an equal environment. */
export function accessAndEnvironmentKey(access: Access): string {
  const ofAwsOrNetwork = /^(?:aws_|https?_proxy$|no_proxy$|home$|userprofile$)/i;
  return JSON.stringify([accessKey(access), Object.entries(process.env).filter(([name]) => ofAwsOrNetwork.test(name))]);
}

async function findOut(access: Access, env: NodeJS.ProcessEnv): Promise<Settings> {
  const { identity, endpoints, network } = access;
  const files = await sharedFilesOf(identity);
  const sections = await sectionsOf(files);
  const profile = identity.profile ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined);
  const name = profile ?? "default";
  const section = { ...sections.credentials[name], ...sections.config[name] };
  const flag = (said: boolean | undefined, variable: string, key: string) =>
    said ?? /^true$/i.test(env[variable] || section[key] || "");
  return {
    profile,
    // The credentials file goes before the config file here alone, as the SDK has it.
    region:
      access.region ??
      (env.AWS_REGION || env.AWS_DEFAULT_REGION || sections.credentials[name]?.region || section.region || undefined),
    endpoints: endpointsOf(endpoints, env, section, sections),
    useFipsEndpoint: flag(endpoints.useFipsEndpoint, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
    useDualstackEndpoint: flag(endpoints.useDualstackEndpoint, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
    network: {
      ...network,
      customCaBundle: network.customCaBundle ?? (env.AWS_CA_BUNDLE || section.ca_bundle || undefined),
    },
    files,
    sections,
  };
}

/** Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpointsOf(
  said: Access["endpoints"],
  env: NodeJS.ProcessEnv,
  section: Section,
  { config }: Sections,
): Settings["endpoints"] {
  const services: Service[] = ["lambda", "s3", "ecr", "cloudwatch", "sts"];
  const isIgnored = /^true$/i.test(
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS || section.ignore_configured_endpoint_urls || "",
  );
  const ofServices = config[`services.${section.services ?? ""}`];
  if (section.services !== undefined && ofServices === undefined && !isIgnored) {
    throw new LocalError(
      "SharedFilesError",
      `the profile names the section [services ${section.services}], which the shared config file does not have`,
    );
  }
  const configured = (service: Service) =>
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
    env.AWS_ENDPOINT_URL ||
    ofServices?.[`${service}.endpoint_url`] ||
    section.endpoint_url;
  const found = services.map((service) => [service, said[service] ?? (isIgnored ? undefined : configured(service))]);
  return Object.fromEntries(found.filter(([, url]) => url)) as Settings["endpoints"];
}
