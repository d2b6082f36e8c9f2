import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";
import { type CommandIo, commandIoOfProcess } from "#lib/command/commandIo.js";
import { dispatch } from "#lib/command/dispatch.js";
import { Progress } from "#lib/command/progress.js";
import { bufferedIo } from "../../support/command/bufferedIo.js";
import { code, exportOf, hashes, release } from "../../support/command/exportedStates.js";
import { FakePulumi } from "../../support/command/fakePulumi.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";

const drifted = code("api", hashes.one, { codeSha256: hashes.two });

describe("pulumi-lambda-code", () => {
  it("tells its commands, also when it is called without one, and its version", async () => {
    for (const args of [[], ["--help"], ["-h"]]) {
      expect(await run(args)).to.deep.include({ code: 0, stderr: "" });
    }
    expect((await run([])).stdout).to.match(/^Usage: pulumi-lambda-code <command>[^]*\n {2}matrix {2}/);
    expect((await run(["--version"])).stdout).to.match(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it("says of a command that there is not which ones there are, and ends with 2", async () => {
    const { code, stderr } = await run(["matrx\u001b[31m"]);
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^pulumi-lambda-code: there is no command matrx\\u001b\[31m\. Use one of: matrix, .*--help\.\n$/,
    );
    expect((await run(["toString"])).stderr).to.contain("there is no command toString");
  });
});

// A script stands for pulumi, and Windows starts none by its first line.
const describeWithScript = process.platform === "win32" ? () => undefined : describe;

describeWithScript("pulumi-lambda-code matrix", () => {
  let fake: FakePulumi;

  before(() => {
    const listed = [{ name: "prod" }, { name: "dev" }, { name: "busy", updateInProgress: true }];
    const states = { dev: [code("api")], prod: [drifted, release("api", { phase: "Held" })], busy: [code("api")] };
    fake = new FakePulumi({
      "stack ls --json": { stdout: JSON.stringify(listed) },
      "stack ls --json --fully-qualify-stack-names": {
        stdout: JSON.stringify([{ name: "org/shop/busy", updateInProgress: true }]),
      },
      "stack export --stack org/shop/busy": { stdout: exportOf([code("api")]) },
      "stack export --stack org/other/dev": { stderr: "error: no stack named 'org/other/dev' found\n" },
      "stack export --stack odd": { stdout: "[]" },
      ...Object.fromEntries(
        Object.entries(states).map(([stack, resources]) => [
          `stack export --stack ${stack}`,
          { stdout: exportOf(resources) },
        ]),
      ),
    });
  });

  after(() => {
    fake.remove();
  });

  it("tells its options", async () => {
    const { code, stdout } = await matrix("--help", "--format", "pdf");
    expect(code).to.equal(0);
    for (const option of [
      "stack",
      "cwd",
      "by",
      "live",
      "format",
      "require-same",
      "fail-on-drift",
      "fail-on-unfinished",
    ]) {
      expect(stdout).to.contain(`--${option}`);
    }
  });

  it("says all that is wrong with its options at once, and reads nothing", async () => {
    const { code, stdout, stderr } = await matrix(
      ...[
        "--stack",
        "--format",
        "pdf",
        "--by=x",
        "--life",
        "--live=yes",
        "--cwd",
        "a",
        "--cwd",
        "b",
        "more",
        "--require-same",
        "dev",
      ],
    );
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.equal(
      "pulumi-lambda-code matrix: --stack needs a value. There is no option --life. --live takes no value. more belongs to no option. " +
        "--by takes one of resource, function. --format takes one of table, json, markdown, html. --cwd is given more than once. " +
        "--require-same takes two stacks or more, with commas between them. See pulumi-lambda-code matrix --help.\n",
    );
  });

  for (const [args, said] of [
    [["--stack", "dev", "--stack", "dev"], "--stack names a stack twice."],
    [["--cwd", "/no/such/folder"], "--cwd: there is no folder"],
    [["--stack", "dev", "--require-same", "dev,prod"], "--require-same names prod, and the stacks are dev."],
  ] as const) {
    it(`ends with 2 for ${args.join(" ")}`, async () => {
      const { code, stderr } = await matrix(...args);
      expect(code).to.equal(2);
      expect(stderr).to.contain(said);
    });
  }

  it("ends with 0 where nothing is required, and with 1 where what is required does not hold", async () => {
    const stacks = ["--stack", "dev", "--stack", "prod"];
    expect((await matrix(...stacks)).code).to.equal(0);
    expect(await matrix(...stacks, "--fail-on-drift")).to.deep.include({
      code: 1,
      stderr: "--fail-on-drift does not hold:\n  api in prod: runs BBBBBBBB, and AAAAAAAA was deployed\n",
    });
    expect(await matrix(...stacks, "--fail-on-unfinished")).to.deep.include({
      code: 1,
      stderr: "--fail-on-unfinished does not hold:\n  api in prod: alias live: its calls are shared, and held so\n",
    });
    expect(await matrix(...stacks, "--require-same", "dev,prod")).to.deep.include({
      code: 1,
      stderr:
        "--require-same dev,prod does not hold:\n  api: dev runs AAAAAAAA, prod runs BBBBBBBB (alias live AAAAAAAA)\n",
    });
    expect((await matrix("--stack", "dev", "--fail-on-drift", "--fail-on-unfinished")).code).to.equal(0);
  });

  it("shows all stacks of the project from dev to prod, and ends with 2 while one of them is being updated", async () => {
    const { code, stdout, stderr } = await matrix();
    expect(stdout).to.match(/^RESOURCE +dev +busy +prod$/m);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^Reading stack busy: an operation on it is under way, or was cut off\. .+\n$/);
  });

  it("knows a stack that is being updated by its full name as well", async () => {
    const { code, stderr } = await matrix("--stack", "dev", "--stack", "org/shop/busy");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^Reading stack org\/shop\/busy: an operation on it is under way/);
  });

  it("shows the other stacks where one is missing, or its state is no state, and ends with 2 whatever else is wrong", async () => {
    const { code, stdout, stderr } = await matrix(
      ...["--stack", "org/other/dev", "--stack", "odd", "--stack", "prod", "--fail-on-drift"],
    );
    expect(code).to.equal(2);
    expect(stdout).to.match(/^api +not read +not read +v1 /m);
    expect(stderr.split("\n").slice(0, 2)).to.deep.equal([
      "Reading stack org/other/dev: no stack named 'org/other/dev' found. Check its name, and `pulumi whoami -v`.",
      "Reading stack odd: its state is not in the form that pulumi stack export writes. Check its name, and `pulumi whoami -v`.",
    ]);
    expect(stderr).to.contain("--fail-on-drift does not hold");
  });

  it("says in a sentence that the backend is not reached, that pulumi is not there, that there are no stacks", async () => {
    const failures: [FakePulumi, string][] = [
      [
        new FakePulumi({ "stack ls --json": { stderr: "warning: old\nerror: could not reach the backend.\n" } }),
        "Listing the stacks: could not reach the backend. Check the folder, or --cwd, and `pulumi whoami -v`.",
      ],
      [
        new FakePulumi({ "stack ls --json": { stdout: "[]" } }),
        "The project has no stacks. Run `pulumi stack init`, or name some with --stack.",
      ],
    ];
    for (const [failing, said] of failures) {
      expect(await run(["matrix"], { env: failing.env })).to.deep.equal({
        code: 2,
        stdout: "",
        stderr: `pulumi-lambda-code matrix: ${said}\n`,
      });
      failing.remove();
    }
    expect((await run(["matrix"], { env: { PATH: "" } })).stderr).to.contain(
      "pulumi is not on the PATH. Install Pulumi, or put",
    );
  });

  it("names a package that is missing, as the doctor does, and what to do", () => {
    const asked = [
      [
        ["matrix", "--live", "--stack", "dev"],
        /^pulumi-lambda-code matrix: A package is missing: Cannot find .*\. Install the packages again\.$/m,
      ],
      [
        ["doctor", "--stack", "dev"],
        /^mend +package +pulumi-lambda-code cannot load the AWS SDK \(Cannot find [^()]*\)\. /m,
      ],
    ] as const;
    for (const [args, said] of asked) {
      const script = `
        const module = require("node:module");
        const load = module._load;
        module._load = function (name, ...rest) {
          return load.call(this, name.replace("@aws-sdk/client-lambda", "@aws-sdk/missing"), ...rest);
        };
        process.argv.splice(1, 0, "main", ...${JSON.stringify(args)});
        require(${JSON.stringify(path.join(repositoryRoot, "dist/command/main.js"))});`;
      const options = { env: { ...process.env, ...fake.env }, encoding: "utf8" } as const;
      const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], options);
      expect(stdout + stderr).to.match(said);
    }
  });

  it("keeps the order of many stacks, however few are read at a time", async () => {
    const stacks = Array.from({ length: 15 }, (_, index) => `stack${index}`);
    const { stdout } = await matrix(...stacks.flatMap((stack) => ["--stack", stack]), "--format", "json");
    const { stacks: read } = JSON.parse(stdout) as { stacks: { name: string }[] };
    expect(read.map(({ name }) => name)).to.deep.equal(stacks);
  });

  it("never asks Pulumi for a secret", async () => {
    // The fake knows the command without --show-secrets only.
    expect((await matrix("--stack", "dev")).code).to.equal(0);
  });

  const matrix = (...args: string[]) => run(["matrix", ...args], { env: fake.env });
});

describe("the progress of a command", () => {
  it("is shown at a terminal once it takes over two seconds, on one line that is gone at the end", () => {
    const clock = new DrivenClock();
    const { io, stderr } = bufferedIo({ clock, isErrorTerminal: true });
    const progress = new Progress(io);
    progress.say("reading");
    expect(stderr()).to.equal("");
    clock.advance(2000);
    progress.say("asking Lambda: 1 of 3 functions");
    progress.end();
    expect(stderr()).to.equal("\r\u001b[Kasking Lambda: 1 of 3 functions, 2 s\r\u001b[K");
  });

  it("is shown nowhere else", () => {
    const clock = new DrivenClock();
    const { io, stderr } = bufferedIo({ clock });
    const progress = new Progress(io);
    clock.advance(5000);
    progress.say("reading");
    progress.end();
    expect(stderr()).to.equal("");
  });
});

describe("what a command knows of its terminal", () => {
  const processWith = (columns: number, TERM: string) => {
    const stream = { isTTY: true, columns };
    return { stdout: stream, stderr: stream, env: { TERM } } as unknown as NodeJS.Process;
  };

  it("is its width, and the usual one where the terminal does not know it", () => {
    expect(commandIoOfProcess(processWith(120, "xterm")).columns).to.equal(120);
    expect(commandIoOfProcess(processWith(0, "xterm")).columns).to.equal(80);
  });

  it("is whether a line can be drawn anew", () => {
    expect(commandIoOfProcess(processWith(80, "xterm")).isErrorTerminal).to.equal(true);
    expect(commandIoOfProcess(processWith(80, "dumb")).isErrorTerminal).to.equal(false);
  });
});

async function run(args: string[], more: Partial<CommandIo> = {}) {
  const { io, stdout, stderr } = bufferedIo(more);
  return { code: await dispatch(args, io), stdout: stdout(), stderr: stderr() };
}
