import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Which name the folder for temporary files, here and on Windows. */
const variables = ["TMPDIR", "TEMP", "TMP"];

/** For each test a folder for temporary files that has nothing else in it. */
export function useOwnTmpdir(): () => string {
  let folder = "";
  let before: (string | undefined)[] = [];
  beforeEach(() => {
    before = variables.map((name) => process.env[name]);
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "tmpdir-")));
    variables.forEach((name) => (process.env[name] = folder));
  });
  afterEach(() => {
    variables.forEach((name, index) => {
      if (before[index] === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = before[index];
      }
    });
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
