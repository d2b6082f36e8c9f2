import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves the files of a folder on 127.0.0.1 under `base`, as a host of static pages does: no folder's listing, no rewriting. */
export async function serveFolder(folder: string, base = "/"): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const name = decodeURIComponent(pathname.slice(base.length)) + (pathname.endsWith("/") ? "index.html" : "");
    const file = path.join(folder, name);
    if (!pathname.startsWith(base) || !file.startsWith(folder + path.sep)) {
      response.writeHead(404).end();
      return;
    }
    void readFile(file).then(
      (bytes) => response.writeHead(200, { "content-type": types[path.extname(file)] ?? "text/plain" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
