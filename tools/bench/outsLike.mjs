// What makes a do-nothing resource as heavy in state as one of ours.

/** Outputs for `idleWithState`, with which a resource takes as many bytes as one of ours, and as long a secret. */
export function outsLike(ours, idle) {
  const [[own], [other]] = [ours.resources(), idle.resources()];
  const sealedBytes = bytesOf(own.outputs.configuration);
  // A field of it takes some 30 bytes; sealed, base64 makes them a third more.
  const count = Math.round((sealedBytes * 0.75) / 30);
  const fields = Array.from({ length: count }, (_, index) => [`field${index}`, "x".repeat(16)]);
  const ballastBytes = bytesOf(own) - sealedBytes - bytesOf({ ...other, outputs: { ...other.outputs, ...nothing } });
  return { configuration: Object.fromEntries(fields), ballast: "x".repeat(Math.max(0, ballastBytes)) };
}

const nothing = { configuration: undefined, ballast: undefined };

function bytesOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}
