// A line that takes its time: hands bytes on to a server, each piece some milliseconds after it came.
import { once } from "node:events";
import net from "node:net";

/** Starts a line to an http endpoint; `latencyMs`, 0 at first, is the time that a request takes more. */
export async function startSlowLine(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const line = { latencyMs: 0 };
  const server = net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ host: hostname, port: Number(port), noDelay: true });
    near.on("data", (piece) => {
      if (line.latencyMs === 0) far.write(piece);
      else setTimeout(() => far.write(piece), line.latencyMs);
    });
    far.on("data", (piece) => near.write(piece));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ])
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  line.url = `http://127.0.0.1:${server.address().port}`;
  return line;
}
