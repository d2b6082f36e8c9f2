const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const cleanUps = new Set<() => void>();

/**
 * Has `cleanUp` called, which must not throw nor wait, should this process end before the answer is called: by itself, or by
 * a signal. The engine ends a provider by SIGINT, at which 'exit' never comes.
 */
export function cleanUpAtEnd(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) {
    process.on("exit", cleanUpAll);
    signals.forEach((signal) => process.on(signal, endBy));
  }
  cleanUps.add(cleanUp);
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) {
      // A listener left behind would keep the signal from ending this process.
      process.off("exit", cleanUpAll);
      signals.forEach((signal) => process.off(signal, endBy));
    }
  };
}

function endBy(signal: NodeJS.Signals): void {
  process.off(signal, endBy);
  // Whoever else listens says whether this process ends; if it does, 'exit' comes.
  if (process.listenerCount(signal) === 0) {
    cleanUpAll();
    process.kill(process.pid, signal);
  }
}

function cleanUpAll(): void {
  cleanUps.forEach((cleanUp) => {
    cleanUp();
  });
  cleanUps.clear();
}
