import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { importTool } from "../../support/engine/tools.js";

interface System {
  platform: NodeJS.Platform;
  arch?: string;
  env?: NodeJS.ProcessEnv;
  execPath?: string;
}

interface Programs {
  programName(name: string, platform: NodeJS.Platform): string;
  scriptName(name: string, platform: NodeJS.Platform): string;
  commandFor(command: string, args: string[], system: System): [string, string[]];
  isGroupLeader: boolean;
  endTree(pid: number): boolean;
}

describe("The tools on each system", () => {
  let programs: Programs;
  let whyLeftOut: (part: string, system: System) => string | undefined;

  before(async () => {
    programs = (await importTool("setup/programs.mjs")) as Programs;
    ({ whyLeftOut } = (await importTool("test/leftOut.mjs")) as { whyLeftOut: typeof whyLeftOut });
  });

  it("know a program and a script by the ending that Windows gives them", () => {
    expect(programs.programName("pulumi", "win32")).to.equal("pulumi.exe");
    expect(programs.scriptName("pulumi-resource-pulumi-nodejs", "win32")).to.equal("pulumi-resource-pulumi-nodejs.cmd");
    for (const platform of ["linux", "darwin"] as const) {
      expect(programs.programName("pulumi", platform)).to.equal("pulumi");
      expect(programs.scriptName("pulumi-resource-pulumi-nodejs", platform)).to.equal("pulumi-resource-pulumi-nodejs");
    }
  });

  it("start npm by Node and without a shell: the one that runs them, on Windows else the one beside Node", () => {
    const posix = { platform: "linux" as const, execPath: "/usr/bin/node" };
    const windows = { platform: "win32" as const, execPath: "C:\\node\\node.exe" };
    const npmCli = "/usr/lib/node_modules/npm/bin/npm-cli.js";
    const commandFor = (system: System) => programs.commandFor("npm", ["ci"], system);
    expect(commandFor({ ...posix, env: { npm_execpath: npmCli } })).to.deep.equal(["/usr/bin/node", [npmCli, "ci"]]);
    expect(commandFor({ ...posix, env: {} })).to.deep.equal(["npm", ["ci"]]);
    expect(commandFor({ ...posix, env: { npm_execpath: "/usr/lib/yarn.js" } })).to.deep.equal(["npm", ["ci"]]);
    expect(commandFor({ ...windows, env: { npm_execpath: "C:\\npm\\bin\\npm-cli.js" } })).to.deep.equal([
      "C:\\node\\node.exe",
      ["C:\\npm\\bin\\npm-cli.js", "ci"],
    ]);
    expect(commandFor({ ...windows, env: {} })).to.deep.equal([
      "C:\\node\\node.exe",
      ["C:\\node\\node_modules\\npm\\bin\\npm-cli.js", "ci"],
    ]);
    expect(programs.commandFor("go", ["build"], { ...windows, env: {} })).to.deep.equal(["go", ["build"]]);
  });

  it("end a program together with what it has started", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "inherit" });
      child.on("spawn", () => process.stdout.write("started"));`;
    const child = spawn(process.execPath, ["-e", script], {
      detached: programs.isGroupLeader,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(programs.endTree(child.pid!)).to.equal(true);
    // 'close' comes when the pipe is closed, which the grandchild has inherited.
    await once(child, "close");
  });

  it("take a program that is gone for one that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "close");
    expect(programs.endTree(child.pid!)).to.equal(false);
  });

  it("leave out what does not run there, and say so", () => {
    const tiers = [
      "unit",
      "lifecycle",
      "host",
      "package",
      "engine",
      "languages",
      "emulator",
      "artefacts",
      "installs",
      "browser",
    ];
    const left = (platform: NodeJS.Platform, arch: string) =>
      tiers.filter((tier) => whyLeftOut(tier, { platform, arch }));
    expect(left("linux", "x64")).to.deep.equal([]);
    expect(left("linux", "arm64")).to.deep.equal(["browser"]);
    expect(left("darwin", "arm64")).to.deep.equal(["artefacts", "installs", "browser"]);
    expect(left("win32", "x64")).to.deep.equal(["engine", "languages", "emulator", "artefacts", "installs", "browser"]);
    expect(whyLeftOut("browser", { platform: "darwin", arch: "arm64", env: { CHROME: "chrome" } })).to.equal(undefined);
    expect(whyLeftOut("engine", { platform: "win32", arch: "x64" })).to.equal("it needs POSIX: run it in WSL");
  });
});
