// Where the demo works: a copy of the quickstart, a Pulumi home, state and settings of its own, and a counted endpoint.
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { startEmulator } from "../emulator.mjs";
import { repositoryRoot } from "../setup/dependencies.mjs";
import { isAlive } from "../setup/isAlive.mjs";
import { startRequestCounter } from "./requestCounter.mjs";

// Inside the repository, so that `import "pulumi-lambda-code"` means this package, and ignored by git: the work tree
// stays clean even when the demo is killed.
const root = path.join(repositoryRoot, ".cache/demo");
const credentialVariables = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/** Opens the workplace of this run; `close()` stops and removes all of it. */
export async function openWorkplace(engineFolder, say) {
  await removeLeftovers();
  const folder = path.join(root, String(process.pid));
  const program = path.join(folder, "quickstart");
  await mkdir(path.join(folder, "state"), { recursive: true });
  await cp(path.join(repositoryRoot, "examples/quickstart"), program, { recursive: true });

  const closers = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const given = process.env.AWS_ENDPOINT_URL;
    const emulator = given ? undefined : await startEmulator();
    if (emulator) closers.push(emulator.stop);
    const counter = await startRequestCounter(given ?? emulator.url);
    closers.push(counter.stop);
    say(`requests to AWS are counted at ${counter.url} and answered by ${given ?? `the emulator, ${emulator.url}`}`);
    const env = {
      ...process.env,
      ...(emulator || !hasCredentials() ? placeholderCredentials(folder) : {}),
      AWS_ENDPOINT_URL: counter.url,
      AWS_REGION: (given && process.env.AWS_REGION) || "us-east-1",
      PATH: [engineFolder, process.env.PATH].join(path.delimiter),
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      // Each run of the program would check its types again, for seconds; the tests have compiled the examples.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
    return { program, env, counter, close };
  } catch (error) {
    await close();
    throw error;
  }
}

// Folders are named after their process: those of processes that are gone were killed before they could clean up.
async function removeLeftovers() {
  if (!existsSync(root)) return;
  for (const pid of await readdir(root)) {
    if (!isAlive(Number(pid))) await rm(path.join(root, pid), { recursive: true, force: true });
  }
}

function hasCredentials() {
  const files = [
    process.env.AWS_SHARED_CREDENTIALS_FILE ?? path.join(homedir(), ".aws/credentials"),
    process.env.AWS_CONFIG_FILE ?? path.join(homedir(), ".aws/config"),
  ];
  return credentialVariables.some((name) => process.env[name]) || files.some((file) => existsSync(file));
}

// What an emulator takes; nothing of the user's own gets near it, a profile neither.
function placeholderCredentials(folder) {
  return {
    ...Object.fromEntries(credentialVariables.map((name) => [name, undefined])),
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: undefined,
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "no-credentials"),
    AWS_CONFIG_FILE: path.join(folder, "no-config"),
  };
}
