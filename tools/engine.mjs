// `npm run --silent engine`: finds, downloads or builds the real Pulumi engine; the last line is the folder it is in. With
// `-- python` or `-- go` there is the host of programs in that language, too.
import path from "node:path";
import { build } from "./engine/build.mjs";
import { download } from "./engine/download.mjs";
import { filesOf, otherLanguages, withHosts } from "./engine/hosts.mjs";
import { areExecutable, findOnPath, pulumiVersion } from "./engine/onPath.mjs";
import { engineVersion, oldestGo, oldestVersionOnPath } from "./engine/versions.mjs";
import { keepInCache } from "./setup/cache.mjs";
import { secondsSince } from "./setup/command.mjs";
import { isMain } from "./setup/isMain.mjs";
import { programName, scriptName } from "./setup/programs.mjs";

const pulumi = programName("pulumi");
const forNode = [programName("pulumi-language-nodejs"), scriptName("pulumi-resource-pulumi-nodejs")];
const hostsOfAnEngine = ["yaml"];
const kept = `engine-${engineVersion}-${process.platform}-${process.arch}`;

/**
 * The folder that has `pulumi`, its Node language host, the dynamic provider's script and the hosts of these languages; sets
 * them up if need be.
 */
export async function ensureEngine(say = (line) => console.error(`engine: ${line}`), languages = hostsOfAnEngine) {
  const tried = [];
  const started = Date.now();
  const attempt = async (way, get) => {
    try {
      return await get();
    } catch (error) {
      tried.push(`${way}: ${error.message}`);
      return undefined;
    }
  };
  const onPath = await attempt("on PATH", () => findOnPath([...forNode, ...filesOf(languages)]));
  if (onPath) return onPath;
  const folder = await keepInCache(kept, { check, make: makeEngine, say });
  return withHosts(path.join(folder, "bin"), languages, say);

  async function makeEngine(temporary) {
    say(`${tried[0]}; setting up Pulumi ${engineVersion}, once`);
    for (const [way, get] of [
      ["the official download", download],
      ["the build from Go modules", build],
    ]) {
      const done = await attempt(way, async () => {
        await get(temporary, say);
        await check(temporary);
        return true;
      });
      if (done) return say(`ready after ${secondsSince(started)} s`);
      say(`${tried.at(-1)}`);
    }
    throw new Error(
      `no Pulumi engine could be set up. Tried\n- ${tried.join("\n- ")}\n` +
        `Install Pulumi ${oldestVersionOnPath} or newer, or Go ${oldestGo} or newer, and run it again.`,
    );
  }
}

// Exactly the version asked for: neither way of getting it promises that by itself.
async function check(folder) {
  const bin = path.join(folder, "bin");
  const files = [pulumi, ...forNode];
  if (!(await areExecutable(bin, files))) throw new Error(`${bin} has not all of ${files.join(", ")}`);
  const version = await pulumiVersion(path.join(bin, pulumi));
  if (version !== `v${engineVersion}`) throw new Error(`it gave ${version}, not v${engineVersion}`);
}

function languagesIn(args) {
  const unknown = args.filter((language) => !otherLanguages.includes(language));
  if (unknown.length > 0) throw new Error(`no host for ${unknown.join(", ")}; there are ${otherLanguages.join(", ")}`);
  return [...new Set([...hostsOfAnEngine, ...args])];
}

if (isMain(import.meta.url)) {
  try {
    console.log(await ensureEngine(undefined, languagesIn(process.argv.slice(2))));
  } catch (error) {
    console.error(`engine: ${error.message}`);
    process.exitCode = 1;
  }
}
