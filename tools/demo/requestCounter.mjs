// Counts requests to AWS on the wire: a proxy on 127.0.0.1 that hands each one on as it is.
import { once } from "node:events";
import http from "node:http";
import https from "node:https";

const idleSeconds = 60;

/** Starts a counter in front of an endpoint; `count()` answers how many requests came since it was last asked. */
export async function startRequestCounter(endpoint) {
  const target = new URL(endpoint);
  const { request } = target.protocol === "https:" ? https : http;
  let requests = 0;
  const server = http.createServer((incoming, outgoing) => {
    requests += 1;
    // The Host header stays the one that was signed.
    const options = { method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false };
    const onward = request(target, options, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.setTimeout(idleSeconds * 1000, () => onward.destroy(new Error(`no answer in ${idleSeconds} s`)));
    onward.on("error", (error) => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { "content-type": "text/plain" });
      outgoing.end(`${target.origin} did not answer: ${error.message}`);
    });
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    count() {
      const since = requests;
      requests = 0;
      return since;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
