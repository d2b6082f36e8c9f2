import { Readable } from "node:stream";

/** A body on its way, and the error of its source, which the SDK would leave uncaught while its request hangs. */
export interface UploadBody {
  stream: Readable;
  /** Settles by rejection only. */
  failure: Promise<never>;
  /** Lets the source go; safe to call more than once. */
  close(): void;
}

/** A stream of exactly `sizeBytes` from this source; fewer or more would hang the request, and are an error. */
export function uploadBody(source: AsyncIterable<Uint8Array>, sizeBytes: number): UploadBody {
  const stream = Readable.from(exactly(source, sizeBytes), { objectMode: false });
  const failure = new Promise<never>((_resolve, reject) => {
    stream.on("error", reject);
  });
  failure.catch(() => undefined);
  return { stream, failure, close: () => stream.destroy() };
}

async function* exactly(source: AsyncIterable<Uint8Array>, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let seenBytes = 0;
  for await (const chunk of source) {
    seenBytes += chunk.length;
    if (seenBytes > sizeBytes) {
      break;
    }
    yield chunk;
  }
  if (seenBytes !== sizeBytes) {
    throw new Error(`The package changed while it was sent: it should have ${sizeBytes} bytes. Run again.`);
  }
}
