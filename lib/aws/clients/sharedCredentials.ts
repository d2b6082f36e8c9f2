import type { Provider } from "./roles.js";

// The SDK asks for new credentials when the old ones have so much left.
const renewBeforeMs = 5 * 60_000;

/** Each client of the SDK keeps what a provider gave for itself alone: without this each would assume the roles anew. */
export function shared(provide: Provider): Provider {
  let latest: ReturnType<Provider> | undefined;
  const start = (...context: Parameters<Provider>) => {
    const work = provide(...context);
    latest = work;
    work.catch(() => {
      latest = latest === work ? undefined : latest;
    });
    return work;
  };
  return async (...context) => {
    const seen = latest;
    if (seen !== undefined) {
      const credentials = await seen;
      if (credentials.expiration === undefined || credentials.expiration.getTime() - Date.now() > renewBeforeMs) {
        return credentials;
      }
    }
    // Another caller may have begun while this one waited.
    return latest === undefined || latest === seen ? start(...context) : latest;
  };
}
