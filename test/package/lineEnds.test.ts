import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("every text in the repository", () => {
  it("ends its lines with LF, on Windows too, whatever git is set to there", () => {
    expect(readFileSync(path.join(repositoryRoot, ".gitattributes"), "utf8")).to.match(/^\* text=auto eol=lf$/m);
    // A download of the source has no history to ask.
    if (!existsSync(path.join(repositoryRoot, ".git"))) {
      return;
    }
    const git = (args: string[], input?: string) =>
      execFileSync("git", args, { cwd: repositoryRoot, encoding: "utf8", input, maxBuffer: 64 * 1024 * 1024 });
    const files = git(["ls-files", "-z"]);
    const answers = git(["check-attr", "-z", "--stdin", "eol"], files).split("\0").slice(0, -1);
    const values = new Set(answers.filter((_, index) => index % 3 === 2));
    expect([...values]).to.deep.equal(["lf"]);
    const committed = git(["ls-files", "--eol", "-z"])
      .split("\0")
      .filter((line) => /^i\/(crlf|mixed)/.test(line));
    expect(committed).to.deep.equal([]);
  });
});
