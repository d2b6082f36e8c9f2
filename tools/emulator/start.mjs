// Starts and stops one emulator process, on 127.0.0.1 and a port of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensureEmulator } from "./install.mjs";

const readySeconds = 120;
const stopSeconds = 30;
const runScript = fileURLToPath(new URL("run.py", import.meta.url));

/**
 * Starts an emulator and answers when it takes requests. It ends with stop(), and with this process however that ends;
 * its state is nowhere but in its memory and in a temporary folder. `ended` resolves when it is gone. Its updates take
 * half a second, or `settleSeconds`.
 */
export async function startEmulator({
  port,
  quiet = true,
  settleSeconds,
  say = (line) => console.error(`emulator: ${line}`),
} = {}) {
  const python = await ensureEmulator(say);
  const attempts = port === undefined ? 3 : 1;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(python, port ?? (await freePort()), { quiet, settleSeconds });
    } catch (error) {
      // A free port may be taken by another between our look and the emulator's start.
      if (attempt === attempts || !/already in use/.test(error.message)) throw error;
    }
  }
}

async function startOn(python, port, { quiet, settleSeconds }) {
  // Asked first: another emulator on this port would answer for ours, and ours would end with nobody looking.
  await listenOnce(port);
  const folder = await mkdtemp(path.join(tmpdir(), "pulumi-lambda-code-emulator-"));
  const env = emulatorEnvironment(folder, port, quiet);
  if (settleSeconds !== undefined) env.SETTLE_SECONDS = String(settleSeconds);
  // stdin is the leash: when this process is gone, the emulator reads its end and ends its whole process group.
  const child = spawn(python, ["-B", runScript], { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const ended = once(child, "close").then(() => rm(folder, { recursive: true, force: true }));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-5000);
      if (!quiet) process.stderr.write(chunk);
    });
  }
  child.stdin.on("error", () => {}); // it ended before its leash did: `ended` tells
  const stop = async () => {
    child.stdin.end();
    if (await settlesWithin(ended, stopSeconds)) return;
    process.kill(-child.pid, "SIGKILL");
    if (!(await settlesWithin(ended, stopSeconds))) throw new Error(`the emulator, process ${child.pid}, does not end`);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, url);
  } catch (error) {
    await stop();
    throw new Error(`the emulator did not start on port ${port}: ${error.message}\n${output.trim()}`, { cause: error });
  }
  return { url, pid: child.pid, ended, stop };
}

// Nothing of ours but what it needs: functions it invokes would inherit AWS_ENDPOINT_URL, NODE_OPTIONS and the like.
function emulatorEnvironment(folder, port, quiet) {
  const { PATH, HOME, LANG } = process.env;
  return {
    ...{ PATH, HOME, LANG, TMPDIR: folder },
    ...{ GATEWAY_PORT: String(port), BIND_HOST: "127.0.0.1", MINISTACK_HOST: "127.0.0.1" },
    ...{ PERSIST_STATE: "0", STATE_DIR: path.join(folder, "state"), S3_DATA_DIR: path.join(folder, "s3") },
    LOG_LEVEL: quiet ? "WARNING" : "INFO",
  };
}

async function untilReady(child, url) {
  const deadline = Date.now() + readySeconds * 1000;
  let last = "no answer yet";
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("it ended at once");
    try {
      const response = await fetch(`${url}/_ministack/ready`, { signal: AbortSignal.timeout(10_000) });
      await response.text();
      if (response.ok) return;
      last = `HTTP ${response.status}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    await sleep(50);
  }
  throw new Error(`not ready after ${readySeconds} s (${last})`);
}

const freePort = () => listenOnce(0);

// Listens for a moment and answers the port; throws where the port is already in use.
async function listenOnce(port) {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    throw new Error(`port ${port} of 127.0.0.1 is already in use`, { cause: error });
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return address.port;
}

async function settlesWithin(promise, seconds) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
