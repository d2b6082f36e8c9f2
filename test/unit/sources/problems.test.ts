import { expect } from "chai";
import { fileSystemProblem, quoteName } from "#lib/sources/package/problems.js";

const failure = (code: string) => Object.assign(new Error(`${code}: as the system says it`), { code });

describe("The sentence for a file that cannot be read", () => {
  const wordings: [string, RegExp][] = [
    ["ENOENT", /^The file a does not exist\. Build it first/],
    ["ENOTDIR", /^The file a does not exist\. Build it first/],
    ["EACCES", /^The file a may not be read by this user\. Give read permission, or leave it out\.$/],
    ["EPERM", /^The file a may not be read by this user, or is just being removed\. .*let the build end first\.$/],
    ["EBUSY", /^The file a is in use: another program has it open\. Close that program, then run again\.$/],
    ["ELOOP", /^The file a is reached through symbolic links that lead in a circle\./],
    ["EMFILE", /^The file a could not be opened, for too many files are open\./],
    ["EIO", /^The file a could not be read \(EIO\)\. Look at the disk/],
  ];
  for (const [code, wording] of wordings) {
    it(`says what to do about ${code}`, () => {
      expect(fileSystemProblem("The file a", failure(code))).to.match(wording);
    });
  }

  it("is one for what has no code, too", () => {
    expect(fileSystemProblem("The file a", "riddle")).to.match(/could not be read \(unknown error\)/);
  });
});

describe("A name of others", () => {
  it("is quoted without control characters, and cut where it is long", () => {
    expect(quoteName("a\u001b\u009b\u202e\n.js")).to.equal('"a\\u001b\\u009b\\u202e\\n.js"');
    expect(quoteName("x".repeat(500))).to.have.length(118);
  });
});
