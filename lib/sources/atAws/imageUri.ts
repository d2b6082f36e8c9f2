/** An image URI taken apart. */
export interface ImageUri {
  registryId: string;
  region: string;
  /** Behind the Region in the host: `amazonaws.com`, in China `amazonaws.com.cn`. */
  domain: string;
  repository: string;
  /** `latest` where the URI has neither tag nor digest. */
  tag?: string;
  /** `sha256:` and 64 hex digits; it goes before the tag. */
  digest?: string;
}

const domains = [
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
  "c2s.ic.gov",
  "sc2s.sgov.gov",
  "cloud.adc-e.uk",
  "csp.hci.ic.gov",
];
const form = "<account>.dkr.ecr.<region>.amazonaws.com/<repository>, with :<tag> or @sha256:<digest>";

/** The parts of an image URI, or the sentence that says why Lambda cannot take it. */
export function parseImageUri(uri: string): ImageUri | string {
  const slash = uri.indexOf("/");
  const host = uri.slice(0, Math.max(0, slash));
  if (uri.includes("://")) {
    return `imageUri must come without https://, in the form ${form}.`;
  }
  if (host === "public.ecr.aws") {
    return "imageUri names the public registry of ECR, and Lambda takes images of a private one only: copy the image to a repository of your own.";
  }
  if (/^\d{12}\.dkr\.ecr-fips\./.test(host)) {
    return "imageUri names a FIPS endpoint of ECR, and Lambda takes images by the plain one only: write dkr.ecr in place of dkr.ecr-fips.";
  }
  const [, registryId, region, domain = ""] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.([a-z0-9.-]+)$/.exec(host) ?? [];
  if (registryId === undefined || region === undefined || !domains.includes(domain)) {
    return `imageUri must name an image in a private registry of ECR, in the form ${form}: Lambda takes no other.`;
  }
  const [, repository, tag, digest] = /^([^:@]+)(?::([^@]*))?(?:@(.*))?$/.exec(uri.slice(slash + 1)) ?? [];
  if (repository === undefined || !/^[a-z0-9](?:[a-z0-9._/-]{0,254}[a-z0-9])?$/.test(repository)) {
    return "imageUri names no repository: its name has lower-case letters, digits, and . _ - / between them.";
  }
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    return "imageUri has no valid tag: it has up to 128 letters, digits, and . _ - but not first.";
  }
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return "imageUri has no valid digest: it is sha256: and 64 hex digits in lower case.";
  }
  return {
    registryId,
    region,
    domain,
    repository,
    tag: tag ?? (digest === undefined ? "latest" : undefined),
    digest,
  };
}
