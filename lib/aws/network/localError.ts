/** A fault of this machine's settings, for which no request leaves it: trying again would not mend it. */
export class LocalError extends Error {
  constructor(
    readonly code: "CaBundleError" | "ProxyError" | "SharedFilesError" | "TokenFileError",
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}
