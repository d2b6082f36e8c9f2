// The strict Lambda of the tests in a process of its own, driven by messages from lambda.mjs; it ends with its parent.
import { StrictLambda } from "../../build/test/support/strictLambda/index.js";
import { startSlowLine } from "./slowLine.mjs";

const server = await StrictLambda.start();
const line = await startSlowLine(server.url);

const actions = {
  url: () => line.url,
  create({ names, publish = false }) {
    for (const name of names) server.createFunction({ name, publish });
  },
  set({ quotas, latencyMs, ...settings }) {
    if (quotas !== undefined) server.quotas.enabled = quotas;
    if (latencyMs !== undefined) line.latencyMs = latencyMs;
    Object.assign(server.settings, settings);
  },
  /** What came since it was last asked. */
  requests() {
    const requests = server.journal.requests().map(({ operation, functionName, qualifier, accepted, code, atMs }) => {
      return { operation, functionName: functionName.split(":").at(-1), qualifier, accepted, code, atMs };
    });
    server.journal.clear();
    return requests;
  },
  versions: ({ name }) => server.function(name).versionNumbers.length,
};

process.on("message", ({ id, action, args }) => {
  try {
    process.send({ id, result: actions[action](args ?? {}) ?? null });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {}); // Ctrl-C is for the parent, which disconnects
process.send({ ready: true });
