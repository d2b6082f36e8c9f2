import * as zlib from "node:zlib";

/** CRC-32 of `bytes`, going on from the CRC of what came before them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return nativeCrc32 === undefined ? slowCrc32(bytes, before) : nativeCrc32(bytes, before);
}

/** The same in plain JavaScript. */
export function slowCrc32(bytes: Uint8Array, before = 0): number {
  table ??= makeTable();
  let crc = ~before;
  for (const byte of bytes) {
    crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

// Node has it since 20.15 and 22.2; we run on 20.0 too. The types of Node 20 do not know it.
const nativeCrc32 = (zlib as { crc32?: (bytes: Uint8Array, before: number) => number }).crc32;

let table: Int32Array | undefined;

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    }
    return crc;
  });
}
