/** A place in the line for room, and then the room. */
export interface Room {
  readonly isGranted: boolean;
  /** Fulfilled when there is room. */
  readonly granted: Promise<void>;
  /** Gives back what is not needed after all. */
  shrinkTo(sizeBytes: number): void;
  /** Gives the room back, or leaves the line. */
  leave(): void;
}

interface Asked {
  sizeBytes: number;
  isGranted: boolean;
  grant: () => void;
}

/** So many bytes at once, first come, first served; what asks for more than all of it goes alone. */
export class ByteBudget {
  private usedBytes = 0;
  private readonly line: Asked[] = [];

  constructor(private readonly budgetBytes: number) {}

  ask(sizeBytes: number): Room {
    const asked: Asked = { sizeBytes: Math.min(sizeBytes, this.budgetBytes), isGranted: false, grant: () => undefined };
    const granted = new Promise<void>((resolve) => {
      asked.grant = resolve;
    });
    this.line.push(asked);
    this.grantNext();
    return {
      get isGranted() {
        return asked.isGranted;
      },
      granted,
      shrinkTo: (toBytes) => {
        this.resize(asked, Math.min(toBytes, asked.sizeBytes));
      },
      leave: () => {
        this.resize(asked, 0);
      },
    };
  }

  private resize(asked: Asked, sizeBytes: number): void {
    if (asked.isGranted) {
      this.usedBytes -= asked.sizeBytes - sizeBytes;
    } else if (sizeBytes === 0 && this.line.includes(asked)) {
      this.line.splice(this.line.indexOf(asked), 1);
    }
    asked.sizeBytes = sizeBytes;
    this.grantNext();
  }

  private grantNext(): void {
    for (let next = this.line[0]; next !== undefined; next = this.line[0]) {
      if (this.usedBytes > 0 && this.usedBytes + next.sizeBytes > this.budgetBytes) {
        return;
      }
      this.line.shift();
      this.usedBytes += next.sizeBytes;
      next.isGranted = true;
      next.grant();
    }
  }
}
