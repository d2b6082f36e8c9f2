import { connect, type AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.js";

/** TLS in front of a server that speaks plain HTTP: bytes pass through as they are. */
export interface TlsFront {
  port: number;
  server: Server;
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startTlsFront(upstreamUrl: string, certificate: Certificate): Promise<TlsFront> {
  const upstream = new URL(upstreamUrl);
  const sockets = new Set<TLSSocket>();
  const server = createServer(certificate, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    const behind = connect(Number(upstream.port), upstream.hostname);
    for (const [from, to] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      from.on("error", () => undefined).once("close", () => to.destroy());
      from.pipe(to);
    }
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    server,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
