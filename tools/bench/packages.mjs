// The code that is deployed: zips of a given size, and folders like those that build tools leave behind.
import { randomBytes, randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";

const megabyte = 1_000_000;
let noise = Buffer.alloc(0);
let text = "";

/** A zip of `sizeBytes`, incompressible, with a handler; different for each label. */
export function zipOfSize(sizeBytes, label) {
  if (noise.length < sizeBytes) noise = randomBytes(sizeBytes);
  const handler = Buffer.from(`exports.handler = async () => ${JSON.stringify(label)};\n`);
  // Names, headers and the handler are part of the size.
  const ballast = noise.subarray(0, Math.max(0, sizeBytes - handler.length - 250));
  const files = { "index.js": handler, "ballast.bin": ballast };
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) });
}

/** Where the zips of a folder are, by name and variant. */
export function zipsIn(folder) {
  return (name, variant) => path.join(folder, `${name}-${variant}.zip`);
}

/**
 * Writes a zip `a` and a zip `b` for each name, since deploying them in turn is a change each time; answers where they
 * are, by name and variant.
 */
export function writeZips(folder, names, sizeBytes) {
  const zip = zipsIn(folder);
  for (const name of names)
    for (const variant of ["a", "b"]) writeFileSync(zip(name, variant), zipOfSize(sizeBytes, `${name} ${variant}`));
  return zip;
}

/** Writes a folder of `count` files in packages of ten, `sizeBytes` together, one in seven incompressible and the others text. */
export function writeTree(folder, count, sizeBytes) {
  const meanBytes = sizeBytes / count;
  const packages = Math.ceil(count / 10);
  let leftBytes = sizeBytes;
  for (let index = 0; index < count; index += 1) {
    // From a tenth of the mean to nearly twice it; the last one takes what is left.
    const wanted = Math.round(meanBytes * (0.1 + 1.8 * ((index * 7919) % count) * (1 / count)));
    const size = index === count - 1 ? Math.max(0, leftBytes) : Math.min(leftBytes, wanted);
    leftBytes -= size;
    const file = path.join(
      folder,
      `node_modules/p${index % packages}/lib`,
      `f${index}.${index % 7 === 0 ? "bin" : "js"}`,
    );
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, index % 7 === 0 ? randomBytes(size) : textOf(size));
  }
}

/** Text of this size, that a compressor makes as little of as of source code. */
export function textOf(sizeBytes) {
  text ||= inventText(4 * megabyte);
  const pieces = [];
  for (let left = sizeBytes; left > 0; left -= pieces.at(-1).length) {
    const from = randomInt(text.length - 2000);
    pieces.push(text.slice(from, from + Math.min(left, randomInt(500, 20_000))));
  }
  return pieces.join("");
}

function inventText(length) {
  const words = Array.from({ length: 4000 }, () => randomBytes(randomInt(1, 6)).toString("hex"));
  const between = [" ", " ", ".", "(", ");\n  ", " = ", " => {\n", "}\n", ", ", '"'];
  const pieces = [];
  for (let size = 0; size < length;) {
    // Few words are frequent, many are rare.
    const piece = words[Math.floor(words.length ** Math.random()) - 1] + between[randomInt(between.length)];
    pieces.push(piece);
    size += piece.length;
  }
  return pieces.join("");
}
