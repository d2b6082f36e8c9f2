// The versions of the engine, in one place; cli/go.mod and language-nodejs/go.mod pin the same for the build.

/** The Pulumi CLI that is downloaded or built. */
export const engineVersion = "3.250.0";

/** The oldest CLI on PATH that is taken instead: refresh keeps the inputs that `read` answers since then. */
export const oldestVersionOnPath = "3.216.0";

/** The npm package that downloads the CLI; which CLI is told to it by PULUMI_VERSION. */
export const downloader = "pulumi@3.265.0";

/** The oldest Go that builds the CLI. */
export const oldestGo = "1.25.11";
