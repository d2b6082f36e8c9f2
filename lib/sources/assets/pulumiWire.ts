import { signatureKey } from "../../ground/signatureKey.js";

/** A Pulumi asset or archive in wire form, reduced to the one thing that it is made of. */
export interface Wire {
  kind: "asset" | "archive";
  path?: string;
  uri?: string;
  text?: string;
  assets?: Record<string, unknown>;
}

/** Undefined for what is no asset or archive. Path and uri archives carry an empty `assets: {}` too in check, hence the order: path, uri, then the rest. */
export function parseWire(code: unknown): Wire | undefined {
  if (!isRecord(code)) {
    return undefined;
  }
  const signature = code[signatureKey];
  if (signature !== assetSignature && signature !== archiveSignature) {
    return undefined;
  }
  const kind = signature === assetSignature ? "asset" : "archive";
  const { path, uri, text, assets, hash } = code;
  if (typeof path === "string" && path !== "") {
    return { kind, path };
  }
  if (typeof uri === "string" && uri !== "") {
    return { kind, uri };
  }
  if (kind === "archive") {
    return isRecord(assets) ? { kind, assets } : { kind };
  }
  if (typeof text === "string" && (text !== "" || hash === undefined || hash === hashOfNothing)) {
    return { kind, text };
  }
  return hash === hashOfNothing ? { kind, text: "" } : { kind };
}

// As @pulumi/pulumi has them in runtime/rpc: frozen, for they are in every state.
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
/** The engine drops an empty text on the way; only its hash tells that there was one. */
const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
