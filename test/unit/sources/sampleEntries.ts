import type { ZipEntry } from "#lib/sources/package/zipEntry.js";

/** A file in memory as an entry of a package, given in pieces of `pieceBytes`. */
export function entryOf(name: string, content: Buffer, pieceBytes = 100_000): ZipEntry {
  return {
    name,
    label: name,
    sizeBytes: content.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    async *read() {
      for (let from = 0; from < content.length; from += pieceBytes) {
        yield content.subarray(from, from + pieceBytes);
      }
    },
    readHead: (lengthBytes) => Promise.resolve(content.subarray(0, lengthBytes)),
  };
}

/** Numbers that are the same on every machine (the generator of Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
}

/** Bytes that cannot be compressed. */
export function noise(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, () => next() & 0xff));
}

/** Eight letters by chance, in pairs that a smaller hash table confuses, so that its size shows in the result. */
export function letters(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, () => "aqbrcsdt".charCodeAt(next() >>> 21)));
}

/** Words that repeat, as in source code. */
export function text(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  const words = Array.from({ length: 300 }, () => next().toString(36));
  let result = "";
  while (result.length < sizeBytes) {
    result += `${words[next() % words.length]!} `;
  }
  return Buffer.from(result.slice(0, sizeBytes));
}

/** Mostly zeros, as in images, fonts and object files: what a compressor finds behind the beginning, where nothing is. */
export function sparse(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  const rarity = 2 + (next() % 20);
  const kinds = 1 + (next() % 60);
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, () => (next() % rarity === 0 ? next() % kinds : 0)));
}
