// Virtual environments of Python, with what a requirements file pins by its hashes and nothing else.
import path from "node:path";
import { run, secondsSince } from "./command.mjs";

const pythons = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const probe =
  "import json,sys,importlib.util as u;" +
  "print(json.dumps([sys.version_info[0],sys.version_info[1],all(map(u.find_spec,['venv','ensurepip']))]))";

/** Makes an environment in `folder`; `what` names what it is for, as "the emulator", and `packages` what is installed. */
export async function makeEnvironment(folder, { requirements, what, packages, say }) {
  const started = Date.now();
  const python = await findPython(what);
  say(`installing ${packages} from PyPI (about 20 seconds)`);
  await run(python, ["-m", "venv", folder], { deadlineSeconds: 600, say, what: `${python} -m venv` });
  // Hashes for every wheel of every Python and machine are in the file, and nothing else is installed.
  const args = ["-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-q"];
  await run(pythonOf(folder), [...args, "-r", requirements], { deadlineSeconds: 600, say, what: "pip install" });
  say(`ready after ${secondsSince(started)} s`);
}

/** The version of a distribution that an environment has. */
export async function versionIn(folder, distribution) {
  const args = ["-c", `import importlib.metadata as m; print(m.version('${distribution}'))`];
  return (await run(pythonOf(folder), args, { what: `${distribution}'s Python` })).trim();
}

/**
 * The Python of an environment.
 * Always called as `python -m …`: scripts in bin/ name the folder they were installed in, which was a temporary one.
 */
export function pythonOf(folder) {
  return path.join(folder, "bin/python");
}

async function findPython(what) {
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
  throw new Error(`${what} takes Python 3.10 or newer with venv. Tried\n- ${tried.join("\n- ")}`);
}
