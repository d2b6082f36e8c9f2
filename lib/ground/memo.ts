/** Results by key for the life of the process; one that is on its way is shared. */
export class Memo<T> {
  private readonly pending = new Map<string, Promise<T>>();
  // Not their promises: where a debugger is attached, as by Pulumi's serialization of functions, V8 has a settled promise keep
  // whatever awaited it, and with it the bytes of packages.
  private readonly results = new Map<string, { value: T }>();

  /** The result for this key, made unless it is there; `keeps` false: forgotten as soon as it is there. */
  get(key: string, keeps: boolean, make: () => Promise<T>): Promise<T> {
    const known = this.peek(key);
    if (known !== undefined) {
      return known;
    }
    const result = make();
    this.pending.set(key, result);
    const settle = (made?: { value: T }): void => {
      if (this.pending.get(key) !== result) {
        return;
      }
      this.pending.delete(key);
      if (keeps && made !== undefined) {
        this.results.set(key, made);
      }
    };
    // Whoever asked hears of a failure; that nobody waits for it at this very moment must not end the process.
    result.then(
      (value) => {
        settle({ value });
      },
      () => {
        settle();
      },
    );
    return result;
  }

  /** The result for this key, made once; what failed is made anew when it is asked for again. */
  once(key: string, make: () => Promise<T>): Promise<T> {
    return this.get(key, true, make);
  }

  /** The result for this key, should there be one or be one on its way. */
  peek(key: string): Promise<T> | undefined {
    const known = this.results.get(key);
    return known === undefined ? this.pending.get(key) : Promise.resolve(known.value);
  }

  /** Puts another result in its place. */
  set(key: string, keeps: boolean, result: T): void {
    this.pending.delete(key);
    if (keeps) {
      this.results.set(key, { value: result });
    } else {
      this.results.delete(key);
    }
  }
}

/** One thing that is made when it is first asked for; itself it is there at once, and can be told from others. */
export class Lazy<T extends object> {
  private readonly made = new Memo<T>();

  constructor(private readonly make: () => Promise<T>) {}

  get(): Promise<T> {
    return this.made.once("", this.make);
  }
}

/** The thing itself, whether it was there already or is made for this. */
export async function madeOf<T extends object>(thing: T | Lazy<T>): Promise<T> {
  return thing instanceof Lazy ? thing.get() : thing;
}
