// What the tier `languages` runs programs in Python and Go with, and makes their SDKs by.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEngine } from "./engine.mjs";
import { engineVersion } from "./engine/versions.mjs";
import { ensureGenerator } from "./sdk.mjs";
import { cacheFolder, keepInCache } from "./setup/cache.mjs";
import { run } from "./setup/command.mjs";
import { checkGo, goSettings, oldestGoOf } from "./setup/go.mjs";
import { isMain } from "./setup/isMain.mjs";
import { pinOf } from "./setup/pin.mjs";
import { makeEnvironment, versionIn } from "./setup/python.mjs";

const pinned = (file) => fileURLToPath(new URL(`languages/${file}`, import.meta.url));
const goModule = pinned("go");

/**
 * What is set up if need be: `engine`, the folder of a `pulumi` with the hosts for Node, YAML, Python and Go; `virtualenv`,
 * with Pulumi's SDK for Python, what else ours requires, and setuptools, to be left as it is; `goModule`, a folder whose
 * go.mod and go.sum pin Pulumi's SDK for Go; and `goEnv`, with which Go finds that compiled. The environment's bin/ goes to
 * the front of PATH: a built host, which is older than the engine, does not hear of `virtualenv` in Pulumi.yaml.
 */
export async function ensureLanguages(say = (line) => console.error(`languages: ${line}`)) {
  const engine = await ensureEngine(say, ["yaml", "python", "go"]);
  const virtualenv = await keepVirtualenv(say);
  const goEnv = await compileSdkForGo(say);
  await ensureGenerator(say);
  return { engine, virtualenv, goModule, goEnv };
}

async function keepVirtualenv(say) {
  const requirements = pinned("requirements.txt");
  const packages = `Pulumi's SDK ${engineVersion} for Python`;
  const name = `languages-python-${engineVersion}-${await pinOf(requirements)}-${process.platform}-${process.arch}`;
  return keepInCache(name, {
    make: (folder) => makeEnvironment(folder, { requirements, what: "the tier languages", packages, say }),
    check: async (folder) => {
      const found = await versionIn(folder, "pulumi");
      if (found !== engineVersion) throw new Error(`it has pulumi ${found}, not ${engineVersion}`);
    },
    say,
  });
}

// Go keeps what it compiles by what it compiled, so this is a look of a second where nothing is new. Of the user's own
// build cache CI would keep nothing.
async function compileSdkForGo(say) {
  await checkGo(await oldestGoOf(goModule), "programs in Go");
  const GOCACHE = path.join(cacheFolder(), "languages-go-build");
  await mkdir(GOCACHE, { recursive: true });
  const goEnv = { ...goSettings, GOCACHE };
  const what = "compiling Pulumi's SDK for Go (2 minutes on 2 cores, once)";
  await run("go", ["build", "./..."], {
    ...{ cwd: goModule, env: { ...process.env, ...goEnv } },
    ...{ deadlineSeconds: 2400, say, what },
  });
  return goEnv;
}

if (isMain(import.meta.url)) {
  try {
    console.log(JSON.stringify(await ensureLanguages()));
  } catch (error) {
    console.error(`languages: ${error.message}`);
    process.exitCode = 1;
  }
}
