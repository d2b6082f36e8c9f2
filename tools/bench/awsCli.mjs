// The AWS CLI from PyPI, in a Python environment of its own in the cache.
import path from "node:path";
import { ensureEmulator } from "../emulator.mjs";
import { keepInCache } from "../setup/cache.mjs";
import { run } from "../setup/command.mjs";

/** The release that people get; it changes nothing but this comparison. */
export const awsCliVersion = "1.46.2";

/** The Python that runs it with `-m awscli`. */
export async function ensureAwsCli(say) {
  // Any Python 3 makes the environment: the emulator's is there.
  const python = await ensureEmulator(say);
  const check = async (folder) => {
    const text = await run(pythonOf(folder), ["-m", "awscli", "--version"], { what: "aws --version" });
    if (!text.startsWith(`aws-cli/${awsCliVersion} `)) throw new Error(`it gave ${text.trim()}`);
  };
  const make = async (folder) => {
    say(`installing awscli ${awsCliVersion} from PyPI (about 20 seconds)`);
    await run(python, ["-m", "venv", folder], { deadlineSeconds: 120, say, what: "python -m venv" });
    const args = [
      "-m",
      "pip",
      "install",
      "--no-input",
      "--disable-pip-version-check",
      "-q",
      `awscli==${awsCliVersion}`,
    ];
    await run(pythonOf(folder), args, { deadlineSeconds: 600, say, what: "pip install" });
  };
  const name = `awscli-${awsCliVersion}-${process.platform}-${process.arch}`;
  return pythonOf(await keepInCache(name, { check, make, say }));
}

const pythonOf = (folder) => path.join(folder, "bin/python");
