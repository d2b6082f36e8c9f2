import { connect } from "node:http2";
import { isInterrupted } from "./interrupts.js";

/** How soon a connection that ended is made anew: what is left of an engine that was killed refuses it. */
const againMs = 250;

let underWay = 0;
let stopWatching: () => void = () => undefined;

/**
 * Ends this process when the engine is gone, as after SIGKILL, while work of its is under way: nobody could record what it
 * still does, and the next run takes the alias for one that stands still. Pulumi's host does not notice; its output breaks
 * only with the next line, which comes after a write. After a signal the way back, which takes seconds, goes to its end.
 */
export async function whileEngineLives<T>(work: () => Promise<T>): Promise<T> {
  if (underWay === 0) {
    stopWatching = watchEngine(engineAddress());
  }
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
    if (underWay === 0) {
      stopWatching();
    }
  }
}

/** The engine's own address is the first argument of Pulumi's host (@pulumi/pulumi `cmd/dynamic-provider`). */
function engineAddress(): string | undefined {
  const [address = ""] = process.argv.slice(2);
  return /^(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(address) ? address : undefined;
}

/** A connection that says nothing. One that was never there tells nothing of an engine either. */
function watchEngine(address: string | undefined): () => void {
  if (address === undefined) {
    return () => undefined;
  }
  let isOver = false;
  let wasThere = false;
  let close: () => void = () => undefined;
  const open = (): void => {
    if (isOver) {
      return;
    }
    const session = connect(`http://${address}`);
    session.unref();
    close = () => {
      session.destroy();
    };
    let isThere = false;
    session.on("connect", () => {
      isThere = true;
      wasThere = true;
    });
    session.on("error", () => undefined);
    session.on("close", () => {
      if (!isOver && !isThere && wasThere && !isInterrupted()) {
        process.exit(1);
      }
      if (isThere) {
        setTimeout(open, againMs).unref();
      }
    });
  };
  open();
  return () => {
    isOver = true;
    close();
  };
}
