import { formatBytes, maxDownloadBytes } from "../package/limits.js";
import { CodeProblems } from "../package/problems.js";

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
 * credentials (presigned URLs). Of a failure they show its code alone, since its text may quote the whole URI.
 */
export async function openDownload(uri: URL, label: string, limits: Partial<DownloadLimits> = {}): Promise<Download> {
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
  const response = await inWords(() => follow(uri, label, signal, maxRedirects));
  return {
    announcedBytes: announcedBytes(response),
    readInto: (write) => inWords(() => readBody(response, label, maxBytes, write)),
    cancel: async () => response.body?.cancel(),
  };
}

/** The same bytes, all of them in memory. */
export async function download(uri: URL, label: string, limits: Partial<DownloadLimits> = {}): Promise<Buffer> {
  const { announcedBytes: expectedBytes = 0, readInto } = await openDownload(uri, label, limits);
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

async function follow(uri: URL, label: string, signal: AbortSignal, maxRedirects: number): Promise<Response> {
  let url = uri;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    // A password goes to the host that it was written for, and to no host that this one names.
    const response = await fetch(withoutUser(url), {
      redirect: "manual",
      signal,
      headers: url.origin === uri.origin ? authorization(uri) : {},
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) {
      if (!response.ok) {
        await response.body?.cancel();
        throw failed(
          label,
          `the server answered ${response.status}`,
          "Check the address and who may read it, then run again",
        );
      }
      return response;
    }
    await response.body?.cancel();
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
  response: Response,
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
  if ((announcedBytes(response) ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  let sizeBytes = 0;
  // Counted after a Content-Encoding is undone, so that a compressed bomb ends here as well.
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw tooLarge();
    }
    write(chunk);
  }
}

function announcedBytes({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
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
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "the connection broke";
}

function failed(label: string, reason: string, remedy: string): CodeProblems {
  return new CodeProblems([`The download of ${label} failed: ${reason}. ${remedy}.`]);
}
