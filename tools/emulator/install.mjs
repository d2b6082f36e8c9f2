// The Lambda emulator, ministack from PyPI, in a Python virtual environment in the cache.
import { fileURLToPath } from "node:url";
import { keepInCache } from "../setup/cache.mjs";
import { pinOf } from "../setup/pin.mjs";
import { makeEnvironment, pythonOf, versionIn } from "../setup/python.mjs";
import { whyLeftOut } from "../test/leftOut.mjs";

const version = "1.5.33";
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** The Python of the emulator's environment, which is made if need be. */
export async function ensureEmulator(say) {
  const why = whyLeftOut("emulator");
  if (why) throw new Error(`the emulator does not run here, for ${why}`);
  const name = `emulator-${version}-${await pinOf(requirements)}-${process.platform}-${process.arch}`;
  const packages = `ministack ${version}`;
  const make = (folder) => makeEnvironment(folder, { requirements, what: "the emulator", packages, say });
  return pythonOf(await keepInCache(name, { check, make, say }));
}

async function check(folder) {
  const found = await versionIn(folder, "ministack");
  if (found !== version) throw new Error(`it has ministack ${found}, not ${version}`);
}
