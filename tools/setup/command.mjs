// Runs the commands of the set-up: nothing waits without a deadline, nothing long is silent, nothing outlives us.
import { spawn } from "node:child_process";
import { clearInterval, setInterval } from "node:timers";
import { commandFor, endTree, isGroupLeader } from "./programs.mjs";

const running = new Set();
const silenceSeconds = 10;
const killAfterSeconds = 5;

/** A command that ended otherwise than well; `output` holds what it printed. */
export class CommandError extends Error {
  constructor(message, output) {
    super(message);
    this.name = "CommandError";
    this.output = output;
  }
}

/**
 * Runs a command to its end and returns its stdout; throws CommandError with the tail of its output.
 * `say` gets a line every 10 seconds while it runs; `onStdout` and `onStderr` get its output as it comes.
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, deadlineSeconds = 60, say, what = command, onStdout, onStderr } = options;
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const [file, fileArgs] = commandFor(command, args);
    const child = spawn(file, fileArgs, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: isGroupLeader });
    const forget = track(child);
    let stdout = "";
    let output = "";
    let failure;
    const collect = (isStdout) => (text) => {
      if (isStdout) stdout += text;
      output = (output + text).slice(-20_000);
      (isStdout ? onStdout : onStderr)?.(text);
    };
    child.stdout.setEncoding("utf8").on("data", collect(true));
    child.stderr.setEncoding("utf8").on("data", collect(false));
    const heartbeat = setInterval(() => {
      say?.(`${what}: still running after ${secondsSince(started)} s`);
    }, silenceSeconds * 1000);
    const deadline = setTimeout(() => {
      failure = `took longer than ${deadlineSeconds} s and was stopped`;
      endGroup(child);
    }, deadlineSeconds * 1000);
    const finish = (settle) => {
      clearInterval(heartbeat);
      clearTimeout(deadline);
      forget();
      settle();
    };
    child.on("error", (error) => {
      finish(() => reject(new CommandError(`${what} could not be started: ${error.message}`, "")));
    });
    child.on("close", (code, signal) => {
      finish(() => {
        if (code === 0 && failure === undefined) return resolve(stdout);
        const why = failure ?? (signal ? `ended by ${signal}` : `exit code ${code}`);
        reject(new CommandError(`${what} failed: ${why}${tail(output)}`, output));
      });
    });
  });
}

/** Runs a command on our own stdout and stderr; answers its exit code, 1 when a signal or the deadline ended it. */
export function runOnScreen(command, args, options = {}) {
  const { cwd, env = process.env, deadlineSeconds = 600 } = options;
  return new Promise((resolve) => {
    const stdio = ["ignore", "inherit", "inherit"];
    const child = spawn(command, args, { cwd, env, stdio, detached: isGroupLeader });
    const forget = track(child);
    const deadline = setTimeout(() => {
      console.error(`${command} ${args.join(" ")}: took longer than ${deadlineSeconds} s and was stopped`);
      endGroup(child);
    }, deadlineSeconds * 1000);
    const finish = (code) => {
      clearTimeout(deadline);
      forget();
      resolve(code ?? 1);
    };
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      finish(1);
    });
    child.on("close", finish);
  });
}

/** Whole seconds since a Date.now() reading. */
export function secondsSince(started) {
  return Math.round((Date.now() - started) / 1000);
}

// With all that it started: compilers, workers, language hosts.
function endGroup(child, signal = "SIGTERM") {
  if (child.pid === undefined || !endTree(child.pid, signal)) return;
  if (signal === "SIGTERM") setTimeout(() => endGroup(child, "SIGKILL"), killAfterSeconds * 1000).unref();
}

// Ctrl-C reaches only us, for the children are in groups of their own: hand it on.
function track(child) {
  if (running.size === 0) for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size === 0) for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
  };
}

const handlers = Object.fromEntries(
  Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, exitCode]) => [
    signal,
    () => {
      for (const child of running) endGroup(child, signal);
      // Whoever has cleaning up to do listens to the signal too, and then ends the process itself.
      if (process.listenerCount(signal) === 1) process.exit(exitCode);
    },
  ]),
);

function tail(output) {
  const text = output.trim();
  return text === "" ? "" : `\n${text.split("\n").slice(-30).join("\n")}`;
}
