/** Lambda's limit on a zip that is sent in the request itself: 50 MiB. */
export const maxZipBytes = 52_428_800;

/** Lambda's limit on a package once it is unpacked: 250 MiB. */
export const maxUnzippedBytes = 262_144_000;

/** Nothing that Lambda takes is larger, so no download goes on beyond it. */
export const maxDownloadBytes = 262_144_000;

/** The entry count of a zip is a 16-bit number, of which the highest one means that zip64 has the true one. */
export const maxEntries = 65_534;

/** How large a package may be on the way that it takes. */
export interface PackageLimits {
  maxZipBytes: number;
  isStaged: boolean;
}

/** Through a staging bucket a zip may be as large as what is in it. */
export function limitsFor(isStaged: boolean): PackageLimits {
  return { maxZipBytes: isStaged ? maxUnzippedBytes : maxZipBytes, isStaged };
}

/** A size as people read it, with the exact number by which limits are compared. */
export function formatBytes(sizeBytes: number): string {
  const exact = `${sizeBytes.toLocaleString("en-US")} bytes`;
  return sizeBytes < 1024 * 1024 ? exact : `${(sizeBytes / (1024 * 1024)).toFixed(1)} MiB (${exact})`;
}

/** The sentence for a zip over the limit; without a size where it was not built to the end. */
export function zipTooLarge(label: string, limits: PackageLimits, sizeBytes?: number): string {
  const size =
    sizeBytes === undefined ? "comes to more than" : `is ${formatBytes(sizeBytes)}, and Lambda takes at most`;
  const way = limits.isStaged ? "of zip" : "of zip in a direct upload";
  const remedy = limits.isStaged ? "Make it smaller" : "Give a stagingBucket, or make it smaller";
  return `The package ${label} ${size} ${formatBytes(limits.maxZipBytes)} ${way}. ${remedy}, for example by leaving out development dependencies and source maps.`;
}

/** The sentence for a package over `maxUnzippedBytes`. */
export function unzippedTooLarge(label: string, sizeBytes: number): string {
  const size = `is ${formatBytes(sizeBytes)} when unpacked, and Lambda takes at most ${formatBytes(maxUnzippedBytes)}`;
  return `The package ${label} ${size}. Make it smaller, for example by leaving out development dependencies.`;
}
