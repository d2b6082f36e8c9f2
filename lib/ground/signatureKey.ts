/** The key by which Pulumi's wire marks secrets, assets and archives (`@pulumi/pulumi` runtime/rpc): frozen, for it is in every state. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
