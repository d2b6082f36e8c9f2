// The Lambda emulator, ministack from PyPI, in a Python virtual environment in the cache.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { keepInCache } from "../setup/cache.mjs";
import { run, secondsSince } from "../setup/command.mjs";
import { whyLeftOut } from "../test/leftOut.mjs";

const version = "1.5.33";
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const pythons = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const probe =
  "import json,sys,importlib.util as u;" +
  "print(json.dumps([sys.version_info[0],sys.version_info[1],all(map(u.find_spec,['venv','ensurepip']))]))";

/** The Python of the emulator's environment, which is made if need be. */
export async function ensureEmulator(say) {
  const why = whyLeftOut("emulator");
  if (why) throw new Error(`the emulator does not run here, for ${why}`);
  // In the name, so that another pin is another entry: two checkouts of the project may share the cache.
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 8);
  const name = `emulator-${version}-${digest}-${process.platform}-${process.arch}`;
  const folder = await keepInCache(name, { check, make: (temporary) => makeEnvironment(temporary, say), say });
  return pythonOf(folder);
}

async function makeEnvironment(folder, say) {
  const started = Date.now();
  const python = await findPython();
  say(`installing ministack ${version} from PyPI (about 20 seconds)`);
  await run(python, ["-m", "venv", folder], { deadlineSeconds: 600, say, what: `${python} -m venv` });
  // Hashes for every wheel of every Python and machine are in the file, and nothing else is installed.
  const args = ["-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-q"];
  await run(pythonOf(folder), [...args, "-r", requirements], { deadlineSeconds: 600, say, what: "pip install" });
  say(`ready after ${secondsSince(started)} s`);
}

async function check(folder) {
  const args = ["-c", "import importlib.metadata as m; print(m.version('ministack'))"];
  const found = (await run(pythonOf(folder), args, { what: "the emulator's Python" })).trim();
  if (found !== version) throw new Error(`it has ministack ${found}, not ${version}`);
}

async function findPython() {
  const tried = [];
  for (const python of pythons) {
    let found;
    try {
      found = JSON.parse(await run(python, ["-c", probe], { what: python }));
    } catch (error) {
      tried.push(error.message.split("\n")[0]);
      continue;
    }
    const [major, minor, canMakeVenv] = found;
    if (major !== 3 || minor < 10) tried.push(`${python} is Python ${major}.${minor}`);
    else if (!canMakeVenv) tried.push(`${python} has no venv or ensurepip (on Debian: apt-get install python3-venv)`);
    else return python;
  }
  throw new Error(`the emulator takes Python 3.10 or newer with venv. Tried\n- ${tried.join("\n- ")}`);
}

// Always called as `python -m …`: scripts in bin/ name the folder they were installed in, which was a temporary one.
function pythonOf(folder) {
  return path.join(folder, "bin/python");
}
