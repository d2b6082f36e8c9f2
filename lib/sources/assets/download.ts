import type { Network } from "../../access/access.js";
import type { Agents } from "../../aws/network/agents.js";
import { LocalError } from "../../aws/network/localError.js";
import { formatBytes, maxDownloadBytes } from "../package/limits.js";
import { CodeProblems } from "../package/problems.js";
import type { HttpAnswer } from "./httpGet.js";

/** Bounds of one download. */
export interface DownloadLimits {
  maxBytes: number;
  /** For the whole of it, redirects included. */
  deadlineMs: number;
  maxRedirects: number;
}

const defaultLimits: DownloadLimits = { maxBytes: maxDownloadBytes, deadlineMs: 300_000, maxRedirects: 10 };

/** The answer to a download, whose bytes are still to be read. */
export interface Download {
  /** Undefined where the server does not say how many. */
  announcedBytes: number | undefined;
  /** Hands over one piece after the other. */
  readInto: (write: (bytes: Uint8Array) => void) => Promise<void>;
  /** Lets go of it unread. */
  cancel: () => Promise<void>;
}

/**
 * Asks for the bytes behind an http or https URI, of which messages show `label` only: user, password and query string are
 * credentials (presigned URLs). Of a failure they show its code alone, since its text may quote the whole URI. `network` is
 * what is said of the way there, beyond the proxies of the environment.
 */
export async function openDownload(
  uri: URL,
  label: string,
  limits: Partial<DownloadLimits> = {},
  network: Network = {},
): Promise<Download> {
  const { maxBytes, deadlineMs, maxRedirects } = { ...defaultLimits, ...limits };
  const signal = AbortSignal.timeout(deadlineMs);
  const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CodeProblems) {
        throw error;
      }
      const reason = signal.aborted ? `it took longer than ${deadlineMs / 1000} s` : causeOf(error);
      throw failed(label, reason, "Check the address and the network, then run again");
    }
  };
  const answer = await inWords(async () => {
    const { agentsFor } = await import("../../aws/network/agents.js");
    return follow(uri, label, signal, maxRedirects, await agentsFor(network));
  });
  return {
    announcedBytes: announcedBytes(answer),
    readInto: (write) => inWords(() => readBody(answer, label, maxBytes, write)),
    cancel: () => {
      answer.body.destroy();
      return Promise.resolve();
    },
  };
}

/** The same bytes, all of them in memory. */
export async function download(
  uri: URL,
  label: string,
  limits: Partial<DownloadLimits> = {},
  network: Network = {},
): Promise<Buffer> {
  const { announcedBytes: expectedBytes = 0, readInto } = await openDownload(uri, label, limits, network);
  let buffer = Buffer.allocUnsafeSlow(Math.min(expectedBytes, limits.maxBytes ?? defaultLimits.maxBytes));
  let doneBytes = 0;
  await readInto((bytes) => {
    const sizeBytes = doneBytes + bytes.length;
    if (sizeBytes > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(sizeBytes, 2 * buffer.length));
      buffer.copy(larger, 0, 0, doneBytes);
      buffer = larger;
    }
    buffer.set(bytes, doneBytes);
    doneBytes = sizeBytes;
  });
  return buffer.subarray(0, doneBytes);
}

async function follow(
  uri: URL,
  label: string,
  signal: AbortSignal,
  maxRedirects: number,
  agents: Agents | undefined,
): Promise<HttpAnswer> {
  // Few programs have code to be downloaded.
  const { httpGet } = await import("./httpGet.js");
  let url = uri;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    // A password goes to the host that it was written for, and to no host that this one names.
    const headers = url.origin === uri.origin ? authorization(uri) : {};
    const answer = await httpGet(withoutUser(url), headers, signal, agents);
    const { status } = answer;
    const { location } = answer.headers;
    if (status >= 200 && status <= 299) {
      return answer;
    }
    answer.body.destroy();
    if (status < 300 || status > 399 || location === undefined) {
      const remedy = "Check the address and who may read it, then run again";
      throw failed(label, `the server answered ${status}`, remedy);
    }
    url = nextUrl(location, url, label);
  }
  throw failed(label, `there were more than ${maxRedirects} redirects`, "Use the address to which they lead");
}

/** Where a redirect may lead. */
export function nextUrl(location: string, from: URL, label: string): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  // A server must not make us read our own disk, nor undo the protection that the program asked for.
  if (next?.protocol !== "https:" && !(next?.protocol === "http:" && from.protocol === "http:")) {
    const fault = "it was redirected from https to another scheme, or to an address that is none";
    throw failed(label, fault, "Use the address to which it leads");
  }
  return next;
}

async function readBody(
  answer: HttpAnswer,
  label: string,
  maxBytes: number,
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  const tooLarge = (): CodeProblems =>
    failed(
      label,
      `it is larger than ${formatBytes(maxBytes)}`,
      "Lambda takes no package of that size: make it smaller",
    );
  if ((announcedBytes(answer) ?? 0) > maxBytes) {
    answer.body.destroy();
    throw tooLarge();
  }
  let sizeBytes = 0;
  // Counted after a Content-Encoding is undone, so that a compressed bomb ends here as well.
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw tooLarge();
    }
    write(chunk);
  }
}

function announcedBytes({ headers }: HttpAnswer): number | undefined {
  const length = headers["content-length"];
  return length === undefined || headers["content-encoding"] !== undefined ? undefined : Number(length);
}

function withoutUser(uri: URL): URL {
  const bare = new URL(uri);
  bare.username = "";
  bare.password = "";
  return bare;
}

function authorization(uri: URL): Record<string, string> {
  if (uri.username === "" && uri.password === "") {
    return {};
  }
  const user = `${decodeURIComponent(uri.username)}:${decodeURIComponent(uri.password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

function causeOf(error: unknown): string {
  if (error instanceof LocalError) {
    return error.message;
  }
  return error instanceof Error && "code" in error ? String(error.code) : "the connection broke";
}

function failed(label: string, reason: string, remedy: string): CodeProblems {
  return new CodeProblems([`The download of ${label} failed: ${reason}. ${remedy}.`]);
}
