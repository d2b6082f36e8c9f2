import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../repositoryRoot.js";
import type { EngineProject } from "./engineProject.js";
import { runCommand } from "./runCommand.js";

/** An example as somebody goes through it who does what its README says, on a copy. */
export class ExampleRun {
  readonly readme: string;

  constructor(
    name: string,
    readonly project: EngineProject,
  ) {
    this.readme = readFileSync(path.join(repositoryRoot, "examples", name, "README.md"), "utf8");
  }

  /** Runs a command that the README gives, as it stands there but for the folder: the run is on a copy. */
  async typed(command: string, ...flags: string[]): Promise<string> {
    expect(this.readme, "the README's commands").to.contain(command);
    const { code, text } = await this.run(command, ...flags);
    expect(code, text).to.equal(0);
    return text;
  }

  /** The same for one that may fail. */
  async run(command: string, ...flags: string[]): Promise<{ code: number; text: string }> {
    const inCopy = command.replace(/(^|\s)node (\.\.\/\.\.\/)?tools\//, `$1node ${repositoryRoot}/tools/`);
    return runCommand("bash", ["-c", [inCopy, ...flags].join(" ")], {
      cwd: this.project.folder,
      env: this.project.env,
      deadlineSeconds: 600,
    });
  }

  edit(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(this.project.folder, file), "utf8");
    expect(text).to.contain(from);
    this.project.write(file, text.replaceAll(from, to));
  }

  /** What the README says that the function answers. */
  promisedAnswer(): unknown {
    return JSON.parse(/It answers `(\{.*\})`/.exec(this.readme)?.[1] ?? "null");
  }
}
