import type { Access } from "../../access/access.js";

/**
 * When the credentials end that everything is signed with, or by which the roles are assumed: known of those in the
 * environment alone (`aws configure export-credentials` sets AWS_CREDENTIAL_EXPIRATION). All others renew themselves.
 */
export function environmentCredentialsEndMs({ identity }: Access, env = process.env): number | undefined {
  const { profile, assumeRoleWithWebIdentity, emulatorAccessKey } = identity;
  const isNamed = [profile, assumeRoleWithWebIdentity, emulatorAccessKey].some((named) => named !== undefined);
  if (isNamed || !env.AWS_ACCESS_KEY_ID || !env.AWS_SECRET_ACCESS_KEY) {
    return undefined;
  }
  const endMs = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? "");
  return Number.isNaN(endMs) ? undefined : endMs;
}
