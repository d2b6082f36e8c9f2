import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { pulumi } from "#lib/command/stacks/pulumi.js";
import { messageOf } from "#lib/ground/errors.js";
import { bufferedIo } from "../../support/command/bufferedIo.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";
import { dispatch } from "#lib/command/dispatch.js";

const main = path.join(repositoryRoot, "dist/command/main.js");

// A script stands for pulumi, and Windows starts none by its first line.
const describeWithScript = process.platform === "win32" ? () => undefined : describe;

describeWithScript("the processes of a command", () => {
  let folder: string;
  const connections: Socket[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-process-"));
  });
  afterEach(() => {
    for (const connection of connections.splice(0)) {
      connection.destroy();
    }
    rmSync(folder, { recursive: true });
  });

  const install = (script: string, mode = 0o755) => {
    const program = path.join(folder, "pulumi");
    writeFileSync(program, `#!${process.execPath}\n${script}`);
    chmodSync(program, mode);
  };
  const env = (more: NodeJS.ProcessEnv = {}) => ({ PATH: folder, ...more });
  const failureOf = (promise: Promise<unknown>) => promise.then(() => "none", messageOf);

  it("hand no option to pulumi by the environment, such as one that would open secrets", async () => {
    install("process.stdout.write(Object.keys(process.env).filter((name) => /PULUMI/i.test(name)).join());");
    const given = { PULUMI_OPTION_SHOW_SECRETS: "true", pulumi_option_file: "x", PULUMI_HOME: folder };
    expect(await pulumi(["stack", "export"], folder, { env: env(given) })).to.equal(
      "PULUMI_HOME,PULUMI_SKIP_UPDATE_CHECK",
    );
  });

  it("end a pulumi that gives no answer and does not heed a word", async () => {
    install(`process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000);`);
    expect(await failureOf(pulumi(["version"], folder, { env: env() }, 500))).to.equal(
      "pulumi gave no answer within 0.5 s",
    );
  });

  it("say what is wrong with a pulumi that cannot be started, or does not answer in JSON", async () => {
    install("", 0o644);
    // Who may do all may not start it either.
    expect(await failureOf(pulumi(["version"], folder, { env: env() }))).to.equal(
      "pulumi could not be started: EACCES",
    );
    install(`process.stdout.write("NAME  LAST UPDATE");`);
    const { io, stderr } = bufferedIo({ env: env(), cwd: folder });
    expect(await dispatch(["matrix"], io)).to.equal(2);
    expect(stderr()).to.match(
      /^pulumi-lambda-code matrix: Listing the stacks: `pulumi stack ls --json` did not answer in/,
    );
  });

  it("hand on what pulumi says, all of it where it is a list", async () => {
    for (const [said, told] of [
      ["warning: old\nerror: no stack.\nhint\n", "no stack"],
      ["error: 2 errors occurred:\n\t* one\n\t* two\n\n", "2 errors occurred: * one * two"],
      ["", "pulumi failed without a word"],
    ] as const) {
      install(`process.stderr.write(${JSON.stringify(said)}); process.exitCode = 255;`);
      expect(await failureOf(pulumi(["version"], folder, { env: env() }))).to.equal(told);
    }
  });

  it("hand on no password of a backend's address", async () => {
    for (const [said, told] of [
      ["postgres://me:secret@host:5432/db: failed", "postgres://me:***@host:5432/db: failed"],
      ["postgres://me:se:cr/et@@host/db?x=secret", "postgres://me:***@host/db?***"],
      ['open "azblob://x?key=secret&a=b": no account', 'open "azblob://x?***": no account'],
      ["bucket azblob://x?key=secret: no account", "bucket azblob://x?***: no account"],
      ["dial https://host:8080/api: refused by me@host", "dial https://host:8080/api: refused by me@host"],
    ] as const) {
      install(`process.stderr.write(${JSON.stringify(`error: ${said}\n`)}); process.exitCode = 255;`);
      expect(await failureOf(pulumi(["version"], folder, { env: env() }))).to.equal(told);
    }
  });

  it("are not begun in a folder that is a file", async () => {
    install("");
    const file = path.join(folder, "pulumi");
    const asked = bufferedIo({ env: env() });
    expect(await dispatch(["matrix", "--stack", "dev", "--cwd", file], asked.io)).to.equal(2);
    expect(asked.stderr()).to.equal(`pulumi-lambda-code matrix: --cwd: there is no folder ${file}.\n`);
    const doctor = bufferedIo({ env: env() });
    expect(await dispatch(["doctor", "--cwd", file], doctor.io)).to.equal(2);
    expect(doctor.stdout()).to.match(/^unknown {2}stack {5}There is no folder .*\. Correct --cwd\.$/m);
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it(`leave no pulumi behind at a ${signal}`, async () => {
      const server = createServer().unref();
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { port } = server.address() as AddressInfo;
      // One that is left ends with this test's server.
      install(`require("node:net").connect(${port}, "127.0.0.1").on("close", () => process.exit());`);
      const command = spawn(process.execPath, [main, "matrix"], { env: env(), cwd: folder, stdio: "ignore" });
      const ended = once(command, "exit");
      const [connection] = (await once(server, "connection")) as [Socket];
      connections.push(connection);
      // It is open for as long as that pulumi lives.
      connection.resume().on("error", () => undefined);
      const closed = once(connection, "close");
      command.kill(signal);
      await closed;
      expect(await ended).to.deep.equal([null, signal]);
    });
  }

  it("end as ever where nobody reads the output to its end", async () => {
    install(`process.stdout.write('{"version": 3}');`);
    const args = [main, "matrix", "--stack", "dev"];
    const command = spawn(process.execPath, args, { env: env(), cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    command.stdout.destroy();
    let told = "";
    command.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
    expect(await once(command, "close")).to.deep.equal([0, null]);
    expect(told).to.equal("");
  });

  // A device of Linux alone.
  const onLinux = existsSync("/dev/full") ? it : () => undefined;
  onLinux("end with 2, and a sentence, where the output cannot be written", async () => {
    install(`process.stdout.write('{"version": 3}');`);
    const args = [main, "matrix", "--stack", "dev"];
    const full = openSync("/dev/full", "w");
    const command = spawn(process.execPath, args, { env: env(), cwd: folder, stdio: ["ignore", full, "pipe"] });
    let told = "";
    command.stderr?.setEncoding("utf8").on("data", (text: string) => (told += text));
    expect(await once(command, "close")).to.deep.equal([2, null]);
    expect(told).to.equal("pulumi-lambda-code: writing the output: ENOSPC.\n");
  });
});
