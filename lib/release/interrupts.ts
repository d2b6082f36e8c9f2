const signals = ["SIGINT", "SIGTERM"] as const;

interface Listener {
  onSignal: () => void;
}

const listeners = new Set<Listener>();
let received: NodeJS.Signals | undefined;

/** Listens for the end of this process while an alias is split, so that one write can still put it back. */
export interface Interrupts {
  /** Ends with the work, or as soon as a signal came. */
  race<T>(work: Promise<T>): Promise<T>;
  /** No longer listens; where a signal came, the process ends once nobody does any more. */
  stop(): void;
}

/** `error` is what a race that a signal ends is rejected with; one that is `cancelled` ends with the reason of that. */
export function listenForInterrupts(error: () => Error, cancelled?: AbortSignal): Interrupts {
  let interrupt: () => void = () => undefined;
  let onCancel: () => void = () => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => {
      reject(error());
    };
    onCancel = () => {
      reject(cancelled?.reason as Error);
    };
  });
  cancelled?.addEventListener("abort", onCancel);
  // With nobody waiting the rejection is nobody's.
  interrupted.catch(() => undefined);
  const listener = { onSignal: interrupt };
  if (listeners.size === 0) {
    received = undefined;
    signals.forEach((signal) => process.on(signal, onSignal));
  }
  listeners.add(listener);
  return {
    race: (work) => Promise.race([work, interrupted]),
    stop: () => {
      cancelled?.removeEventListener("abort", onCancel);
      if (listeners.delete(listener) && listeners.size === 0) {
        stopListening();
      }
    },
  };
}

/** Whether a signal came while somebody listens, so that work is on its way back or ends. */
export function isInterrupted(): boolean {
  return received !== undefined;
}

function onSignal(signal: NodeJS.Signals): void {
  received = signal;
  listeners.forEach((listener) => {
    listener.onSignal();
  });
}

/**
 * A signal that came is passed on, or this process would outlive it. It is not while others listen: they say whether it
 * ends. The engine sends SIGINT at the normal end as well, and then nobody listens here.
 */
function stopListening(): void {
  signals.forEach((signal) => process.off(signal, onSignal));
  const signal = received;
  received = undefined;
  if (signal !== undefined && process.listenerCount(signal) === 0) {
    // First the answer to the engine, which is on its way.
    setImmediate(() => process.kill(process.pid, signal));
  }
}
