// `node tools/sdk.mjs FOLDER`: the SDKs for Python, Node and Go of plugin/schema.json, each in a folder of FOLDER.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { engineVersion } from "./engine/versions.mjs";
import { keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { repositoryRoot } from "./setup/dependencies.mjs";
import { buildGoTool, checkGo, oldestGoOf } from "./setup/go.mjs";
import { isMain } from "./setup/isMain.mjs";
import { pinOf } from "./setup/pin.mjs";
import { programName } from "./setup/programs.mjs";

const module = fileURLToPath(new URL("sdk", import.meta.url));
const program = programName("sdk");
const usage = "node tools/sdk.mjs FOLDER [--schema FILE]";
const sayIt = (line) => console.error(`sdk: ${line}`);

/** Pulumi's generators of SDKs as one program, which is built if need be. */
export async function ensureGenerator(say = sayIt) {
  const pin = await pinOf(...["go.mod", "go.sum", "main.go"].map((file) => path.join(module, file)));
  const name = `sdk-generator-${engineVersion}-${pin}-${process.platform}-${process.arch}`;
  const make = async (bin) => {
    const started = Date.now();
    await checkGo(await oldestGoOf(module), "the generator of SDKs");
    const about = "up to 3 minutes on 2 cores, seconds where the engine was built";
    await buildGoTool({ name: "the generator of SDKs", cwd: module, bin, about, say });
    say(`ready after ${secondsSince(started)} s`);
  };
  return path.join(await keepInCache(name, { check, make, say }), program);
}

/** Writes `python`, `nodejs` and `go` into the folder, where they must not be yet; answers what the generator said. */
export async function generateSdks(folder, { schema = path.join(repositoryRoot, "plugin/schema.json"), say } = {}) {
  const generator = await ensureGenerator(say);
  return run(generator, [path.resolve(schema), path.resolve(folder)], { what: "the generator of SDKs" });
}

async function check(folder) {
  const schema = path.join(folder, "no schema");
  const refusal = await run(path.join(folder, program), [schema, folder]).then(
    () => "",
    (error) => error.message,
  );
  if (!refusal.includes(schema)) throw new Error(`it does not run: ${refusal}`);
}

function parse(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { schema: { type: "string" } },
  });
  if (positionals.length !== 1) throw new Error(usage);
  return [positionals[0], values];
}

if (isMain(import.meta.url)) {
  try {
    process.stdout.write(await generateSdks(...parse(process.argv.slice(2))));
  } catch (error) {
    console.error(`sdk: ${error.message}`);
    process.exitCode = 1;
  }
}
