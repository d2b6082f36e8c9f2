import type { Access } from "../../access/access.js";
import { credentialsFor } from "./credentials.js";
import { requestHandlerFor } from "./requestHandler.js";
import { type Service, type Settings, settingsOf } from "./settings.js";

// Pulumi shows every line that a provider prints on the stack; this notice of the SDK is about the machine's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** What the client of a service is configured with; `region` is its own where it is another than the function's. */
export async function clientConfig(access: Access, service: Service, region?: string) {
  const settings = await settingsOf(access);
  const { profile, endpoints, useFipsEndpoint, useDualstackEndpoint } = settings;
  const endpoint = endpoints[service];
  return {
    ...regionOf(settings, region),
    ...(endpoint === undefined ? {} : { endpoint }),
    // They have been looked at, for the right profile.
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint,
    useDualstackEndpoint,
    ...(profile === undefined ? {} : { profile }),
    credentials: credentialsFor(access),
    // Repeating is decided in retry.ts alone: the SDK would send a write twice without looking in between.
    maxAttempts: 1,
    requestHandler: await requestHandlerFor(settings),
  };
}

/** Where nobody says a Region the SDK asks the instance, but for a program with files of its own: it would read the machine's. */
function regionOf({ region, files }: Settings, own: string | undefined) {
  const found = own ?? region;
  if (found !== undefined) {
    return { region: found };
  }
  const isMachines = files.configFilepath === undefined && files.filepath === undefined;
  return isMachines ? {} : { region: () => Promise.reject(new Error("Region is missing")) };
}
