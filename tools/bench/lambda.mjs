// The strict Lambda in a process of its own, so that neither the server's work nor its memory is counted as anyone's.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** How many requests the quotas' buckets let through at once, before the rate alone counts: a second's worth. */
export const bucketSeconds = 1;

/** Starts a strict Lambda; see lambdaProcess.mjs for what can be asked of it. */
export async function startLambda() {
  const child = fork(fileURLToPath(new URL("lambdaProcess.mjs", import.meta.url)), { stdio: "inherit" });
  const waiting = new Map();
  let asked = 0;
  child.on("message", ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(result);
    else reject(new Error(`the strict Lambda: ${error}`));
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the strict Lambda ended with ${code}`));
  });
  await once(child, "message");
  const ask = (action, args) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, action, args });
    });
  return {
    url: await ask("url"),
    create: (names, more) => ask("create", { names, ...more }),
    set: (settings) => ask("set", settings),
    requests: () => ask("requests"),
    versions: (name) => ask("versions", { name }),
    async stop() {
      const gone = once(child, "exit");
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** What a list of requests comes to. */
export function summarize(requests) {
  const count = (of) => requests.filter(of).length;
  const looks = count(({ operation }) => operation === "GetFunction");
  return {
    total: requests.length,
    looks,
    others: requests.length - looks,
    // What was refused was no use of the quota.
    acceptedLooks: count(({ operation, accepted }) => operation === "GetFunction" && accepted),
    acceptedOthers: count(({ operation, accepted }) => operation !== "GetFunction" && accepted),
    throttled: count(({ code }) => code === "TooManyRequestsException"),
  };
}
