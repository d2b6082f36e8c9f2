// The browser that pages are tested in, and what drives and judges it, from the npm registry, in the cache.
import { access, copyFile, mkdir, readFile, rm, writeFile, chmod } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { brotliDecompress } from "node:zlib";
import { keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { isMain } from "./setup/isMain.mjs";
import { pinOf } from "./setup/pin.mjs";

const system = `${process.platform}-${process.arch}`;
const pinned = (file) => fileURLToPath(new URL(`browser/${file}`, import.meta.url));

// A Chromium for a bare Linux on x64, with the libraries it needs in the package: nothing is installed, and each machine
// has the same one. Debian's needs a hundred packages more, and is another one each week.
const packaged = "@sparticuz/chromium";
const hasPackaged = system === "linux-x64";

const installed = {
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  linux: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  win32: [String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`],
};

// Nothing but the pages under test goes over the network, and a container need have neither a GPU nor rights for a sandbox.
const flags = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/**
 * What starts the browser, set up if need be: `launch` is what Playwright's `chromium.launch` takes, `modules` the
 * node_modules with playwright-core and axe-core. CHROME names a Chromium or Chrome to use in place of the pinned one.
 */
export async function ensureBrowser(say = (line) => console.error(`browser: ${line}`)) {
  const own = process.env.CHROME || (hasPackaged ? undefined : await installedBrowser());
  const name = `browser-${await pinOf(pinned("package-lock.json"))}-${system}`;
  const folder = await keepInCache(name, { check, make: (temporary) => make(temporary, say), say });
  const program = own ? { executablePath: own, env: { ...process.env } } : programIn(folder);
  return {
    modules: path.join(folder, "node_modules"),
    launch: { ...program, args: flags, chromiumSandbox: false, timeout: 120_000 },
  };
}

async function make(folder, say) {
  const started = Date.now();
  say("installing Playwright, axe and, on Linux, Chromium from the npm registry (about 20 seconds, 250 MB)");
  for (const file of ["package.json", "package-lock.json"]) await copyFile(pinned(file), path.join(folder, file));
  // Chromium stands among the devDependencies: as an optional one npm would leave it out under Node 20, which its own script
  // asks more than. Only the program in the package is used.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", ...(hasPackaged ? [] : ["--omit=dev"])];
  await run("npm", args, { cwd: folder, deadlineSeconds: 900, say, what: "npm ci of the browser" });
  if (hasPackaged) await unpackChromium(folder, say);
  say(`ready after ${secondsSince(started)} s`);
}

async function unpackChromium(folder, say) {
  const packed = path.join(folder, "node_modules", packaged, "bin");
  const place = path.join(folder, "chromium");
  await mkdir(place);
  const inflate = async (name) => promisify(brotliDecompress)(await readFile(path.join(packed, `${name}.br`)));
  await writeFile(path.join(place, "chromium"), await inflate("chromium"));
  await chmod(path.join(place, "chromium"), 0o755);
  await writeFile(path.join(place, "libraries.tar"), await inflate("al2023.tar"));
  await run("tar", ["-xf", "libraries.tar"], { cwd: place, say });
  await writeFile(path.join(place, "fonts.tar"), await inflate("fonts.tar"));
  await run("tar", ["-xf", "fonts.tar", "fonts"], { cwd: place, say });
  for (const done of ["libraries.tar", "fonts.tar"]) await rm(path.join(place, done));
  await rm(packed, { recursive: true });
}

function programIn(folder) {
  const place = path.join(folder, "chromium");
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: path.join(place, "lib"),
    FONTCONFIG_FILE: path.join(folder, "fonts.conf"),
  };
  return { executablePath: path.join(place, "chromium"), env };
}

async function check(folder) {
  await access(path.join(folder, "node_modules/playwright-core/package.json"));
  if (!hasPackaged) return;
  await writeFonts(folder);
  const { executablePath, env } = programIn(folder);
  const version = await run(executablePath, ["--version"], { env, what: "Chromium" });
  if (!version.startsWith("Chromium ")) throw new Error(`it has "${version.trim()}" for Chromium`);
}

// The same fonts on each machine, hence the same widths; the file names the folder, which is another one while it is made.
async function writeFonts(folder) {
  const folders = ["chromium/fonts", "node_modules/dejavu-fonts-ttf/ttf"].map((name) => path.join(folder, name));
  const prefer = (family, font) => `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  const text = [
    `<?xml version="1.0"?><fontconfig>`,
    ...folders.map((name) => `<dir>${name}</dir>`),
    prefer("sans-serif", "Open Sans"),
    prefer("system-ui", "Open Sans"),
    prefer("serif", "DejaVu Serif"),
    prefer("monospace", "DejaVu Sans Mono"),
    `<cachedir>${path.join(folder, "fonts-cache")}</cachedir></fontconfig>`,
  ].join("\n");
  const file = path.join(folder, "fonts.conf");
  if ((await readFile(file, "utf8").catch(() => "")) !== text) await writeFile(file, text);
}

async function installedBrowser() {
  for (const file of installed[process.platform] ?? []) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new Error(`there is no Chromium pinned for ${system}, and none was found. Name one with CHROME=<its program>.`);
}

if (isMain(import.meta.url)) {
  try {
    const { modules, launch } = await ensureBrowser();
    console.log(JSON.stringify({ modules, executablePath: launch.executablePath }));
  } catch (error) {
    console.error(`browser: ${error.message}`);
    process.exitCode = 1;
  }
}
