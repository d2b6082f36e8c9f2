import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { cleanUpAtEnd } from "#lib/ground/endOfProcess.js";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

interface End {
  output: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** How a process ends that runs this, and is sent the signal, where there is one, as soon as it prints `ready`. */
async function endOf(script: string, signal?: NodeJS.Signals): Promise<End> {
  const program = `const { cleanUpAtEnd } = require("#lib/ground/endOfProcess.js");
    const print = (text) => require("node:fs").writeSync(1, text + ";");
    ${script}`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (signal !== undefined && text.includes("ready")) {
      child.kill(signal);
    }
  });
  const [code, endedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { output, code, signal: endedBy };
}

const waiting = `setTimeout(() => process.exit(3), 240_000); print("ready");`;

describe("What is to be cleaned up", () => {
  it("is cleaned up where the process ends by itself, and where it fails", async () => {
    const registered = `cleanUpAtEnd(() => print("one")); cleanUpAtEnd(() => print("two"));`;
    expect(await endOf(registered)).to.include({ output: "one;two;", code: 0 });
    expect((await endOf(`${registered} process.exit(7);`)).output).to.equal("one;two;");
    expect(
      (await endOf(`process.on("uncaughtException", () => process.exit(7)); ${registered} throw 1;`)).code,
    ).to.equal(7);
  });

  it("is left alone once it is done with, and then nobody listens to signals any more", async () => {
    expect(await endOf(`cleanUpAtEnd(() => print("one"))();`)).to.include({ output: "", code: 0 });
    const before = signals.map((signal) => process.listenerCount(signal));
    const done = [cleanUpAtEnd(() => undefined), cleanUpAtEnd(() => undefined)];
    expect(signals.map((signal) => process.listenerCount(signal))).to.deep.equal(before.map((count) => count + 1));
    done.forEach((finish) => {
      finish();
      finish();
    });
    expect(signals.map((signal) => process.listenerCount(signal))).to.deep.equal(before);
  });

  // Windows has no signals between processes: there the other process is ended on the spot.
  if (process.platform !== "win32") {
    for (const signal of signals) {
      it(`is cleaned up at a ${signal}, which ends the process as it would without us`, async () => {
        const end = await endOf(`cleanUpAtEnd(() => print("one")); ${waiting}`, signal);
        expect(end).to.deep.equal({ output: "ready;one;", code: null, signal });
      });

      it(`is left alone at a ${signal} that somebody else handles, until the process ends`, async () => {
        const handled = `process.on("${signal}", () => { print("handled"); setTimeout(() => process.exit(5), 50); });`;
        const end = await endOf(`${handled} cleanUpAtEnd(() => print("one")); ${waiting}`, signal);
        expect(end).to.deep.equal({ output: "ready;handled;one;", code: 5, signal: null });
      });
    }
  }
});
