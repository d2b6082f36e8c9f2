// The versions of the engine, in one place; cli/go.mod and language-nodejs/go.mod pin the same for the build.

/** The Pulumi CLI that is downloaded or built. */
export const engineVersion = "3.250.0";

/** The oldest CLI on PATH that is taken instead: refresh keeps the inputs that `read` answers since then. */
export const oldestVersionOnPath = "3.216.0";

/** The npm package that downloads the CLI; which CLI is told to it by PULUMI_VERSION. */
export const downloader = "pulumi@3.265.0";

/** The oldest Go that builds the CLI. */
export const oldestGo = "1.25.11";

/** Whether a version like "v3.250.0" or "go1.26.8" is at least `oldest`. */
export function isAtLeast(version, oldest) {
  const [have, want] = [version, oldest].map(numbers);
  for (const [index, number] of want.entries()) {
    if (have[index] !== number) return have[index] > number;
  }
  return true;
}

function numbers(version) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (!match) throw new Error(`"${version}" is no version`);
  return match.slice(1).map((number) => Number(number ?? 0));
}
