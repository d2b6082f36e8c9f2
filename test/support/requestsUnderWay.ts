// Whichever ends first gives the one before back.
type Timeout = typeof AbortSignal.timeout;

/**
 * Counts the requests of the library that wait for an answer, by the signal that bounds each: a clock that jumps must not
 * while the wire is at work. None of them is ended by time.
 */
export class RequestsUnderWay {
  private count = 0;
  private readonly before: Timeout = AbortSignal.timeout.bind(AbortSignal);

  constructor() {
    AbortSignal.timeout = () => this.watched(new AbortController().signal);
  }

  get isAny(): boolean {
    return this.count > 0;
  }

  restore(): void {
    AbortSignal.timeout = this.before;
  }

  /** Under way from now until whoever listens to it has stopped to. */
  private watched(signal: AbortSignal): AbortSignal {
    let listeners = 0;
    this.count += 1;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      this.count -= listeners === 0 ? 1 : 0;
      remove(...given);
    };
    return signal;
  }
}
