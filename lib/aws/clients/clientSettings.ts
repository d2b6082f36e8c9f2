import type { AwsInputs } from "../../access/awsInputs.js";

/** Whom a client speaks to, and as whom. Equal settings share one client, its connections and its credentials. */
export type ClientSettings = Pick<AwsInputs, "profile" | "assumeRoles" | "endpoint" | "endpoints"> & {
  region?: string;
};

/** A key that is equal for equal settings, whatever order their fields came in. */
export function settingsKey({ region, profile, assumeRoles, endpoint, endpoints }: ClientSettings): string {
  return JSON.stringify([region, profile, assumeRoles, endpoint, endpoints?.s3, endpoints?.ecr, endpoints?.sts]);
}

/** The thing made for a key, made once per process. */
export function madeOnce<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) {
    return known;
  }
  const thing = make();
  made.set(key, thing);
  return thing;
}
