import { type Client, connectivityState } from "@grpc/grpc-js";

const patienceMs = 2_000;

/**
 * Ends this process when the engine is gone, as after SIGKILL: nobody could record what it still does, and a plugin, which
 * has a process group of its own, would stay behind.
 */
export function endWithEngine(engine: Client): void {
  const channel = engine.getChannel();
  const watch = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) {
      channel.watchConnectivityState(state, Infinity, watch);
      return;
    }
    engine.waitForReady(Date.now() + patienceMs, (error) => {
      if (error !== undefined) {
        process.exit(1);
      }
      watch();
    });
  };
  watch();
}
