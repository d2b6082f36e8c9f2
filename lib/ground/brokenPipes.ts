let isWatched = false;

/** How a pipe fails that nobody reads any more; Windows has the second. */
export const brokenPipeCodes = ["EPIPE", "EOF"];

/**
 * Ends this process when the engine that reads its output is gone, as after SIGKILL: nobody could record what it still
 * does. Without this, Pulumi's host reports the broken pipe into the broken pipe, for ever, on one core and in gigabytes
 * (@pulumi/pulumi `cmd/dynamic-provider`, its handler of uncaught exceptions).
 */
export function endWithTheEngine(): void {
  if (isWatched) {
    return;
  }
  isWatched = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (brokenPipeCodes.includes(error.code ?? "")) {
        process.exit(1);
      }
    });
  }
}
