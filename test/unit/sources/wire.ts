const signatureKey = "4dabf18193072939515e22adb298388d";

/** A Pulumi asset in the form in which it reaches a provider's check. */
export function asset(fields: { path?: string; uri?: string; text?: string; hash?: string }): Record<string, unknown> {
  return { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", hash: "0".repeat(64), ...fields };
}

/** A Pulumi archive in the form in which it reaches a provider's check: with an empty `assets` when it has a path or a URI. */
export function archive(fields: {
  path?: string;
  uri?: string;
  assets?: Record<string, unknown>;
}): Record<string, unknown> {
  return { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", hash: "0".repeat(64), assets: {}, ...fields };
}
