/** A request that has arrived whole and waits to be let through. */
export interface WaitingRequest {
  readonly operation: string;
  readonly functionName: string;
  readonly accessKeyId: string;
  /** Whether the client has given up meanwhile; the request can still be let through, as one that AWS has taken. */
  readonly clientGone: boolean;
}

/** What happens to a request: the server acts and answers, acts and the answer is lost, or the request is lost. */
export type Passage = "answer" | "loseAnswer" | "loseRequest";

interface Held extends WaitingRequest {
  clientGone: boolean;
  arrival: number;
  resume(passage: Passage): void;
  done: Promise<void>;
}

/** Holds requests back until a test lets them through, one at a time, in the order it draws. */
export class Gate {
  #closed = false;
  #arrivals = 0;
  #held: Held[] = [];
  #watchers: (() => void)[] = [];

  /** Holds every request from now on. */
  close(): void {
    this.#closed = true;
  }

  /** Lets all that waits through, in order, and holds nothing more. */
  async open(): Promise<void> {
    this.#closed = false;
    for (const request of this.waiting) {
      await this.letThrough(request);
    }
  }

  /** What waits, by access key and then by arrival: an order that does not hang on the machine's timing. */
  get waiting(): readonly WaitingRequest[] {
    return [...this.#held].sort((a, b) =>
      a.accessKeyId === b.accessKeyId ? a.arrival - b.arrival : a.accessKeyId < b.accessKeyId ? -1 : 1,
    );
  }

  /** Resolves once `count` requests wait, those of vanished clients not counted. */
  async whenWaiting(count: number): Promise<readonly WaitingRequest[]> {
    while (this.#held.filter(({ clientGone }) => !clientGone).length < count) {
      await new Promise<void>((resolve) => {
        this.#watchers.push(resolve);
      });
    }
    return this.waiting;
  }

  /** Lets one request meet its fate, and resolves when the server has acted and answered. */
  async letThrough(request: WaitingRequest, passage: Passage = "answer"): Promise<void> {
    const held = this.#held.find((each) => each === request);
    if (held === undefined) {
      throw new Error(`${request.operation} does not wait at the gate any more.`);
    }
    this.#held = this.#held.filter((each) => each !== held);
    held.resume(passage);
    await held.done;
  }

  /** The server's side: waits for the passage, then calls `act` with it. */
  async pass(
    request: Omit<WaitingRequest, "clientGone">,
    onClientGone: (gone: () => void) => void,
    act: (passage: Passage) => Promise<void>,
  ): Promise<void> {
    if (!this.#closed) {
      await act("answer");
      return;
    }
    let resume!: (passage: Passage) => void;
    const done = new Promise<Passage>((resolve) => (resume = resolve)).then(act);
    const held: Held = { ...request, clientGone: false, arrival: this.#arrivals++, resume, done };
    onClientGone(() => {
      held.clientGone = true;
      this.#wake();
    });
    this.#held.push(held);
    this.#wake();
    await done;
  }

  #wake(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) {
      watcher();
    }
  }
}
