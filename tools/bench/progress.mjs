// Progress lines: nothing long is silent.
import { clearInterval, setInterval } from "node:timers";

const silenceMs = 10_000;

/** Passes lines on, and repeats the last one with its age while no other comes. */
export function heartbeat(print) {
  let last = "starting";
  let saidAtMs = Date.now();
  const timer = setInterval(() => {
    const sinceMs = Date.now() - saidAtMs;
    if (sinceMs >= silenceMs) print(`… still after "${last}", ${Math.round(sinceMs / 1000)} s`);
  }, silenceMs);
  // Ctrl-C: commands run in process groups of their own, which are ended when this process exits.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
  return {
    say(line) {
      last = line;
      saidAtMs = Date.now();
      print(line);
    },
    stop: () => clearInterval(timer),
  };
}
