// The demo itself, step by step: what is typed, and what must come of it.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const owner = fileURLToPath(new URL("function.mjs", import.meta.url));
const sha256Base64 = /[A-Za-z0-9+/]{43}=/g;
const [first, second] = ["Hello from the first deploy", "Hello from the second deploy"];

/** Plays the story on a function of that name. `results` gets each expectation, `counter` the requests between two. */
export async function playStory({ shell, program, functionName, counter, results }) {
  const pulumi = (...args) => shell("pulumi", args);
  const node = (...args) => shell("node", [path.relative(program, owner), ...args]);
  const say = (line) => console.log(`\n# ${line}`);
  const message = async (name) => JSON.parse(await node("invoke", name)).message;
  const liveHash = async () => (await node("hash", functionName)).trim();
  const outputs = async () => JSON.parse(await pulumi("stack", "output", "--json"));
  const expect = (step, expected, seen) => results.expect(step, expected, seen);
  const counted = async (work) => {
    counter.count();
    return { text: await work(), requests: counter.count() };
  };

  say("The owner of the infrastructure makes a function; what it runs is not the owner's business.");
  await node("create", functionName);
  expect("invoke the new function", "Placeholder: no code yet", await message(functionName));

  say("Somebody else declares its code, in index.ts, and deploys it.");
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "functionName", functionName);
  const deployed = await counted(() => pulumi("up", "--yes"));
  const one = await outputs();
  results.expect("pulumi up", "version 1", `version ${one.version}`, deployed.requests);
  expect("invoke version 1", first, await message(`${functionName}:1`));

  say("Nothing has changed, so nothing is to be done, and AWS is not even asked.");
  const again = await counted(() => pulumi("up", "--yes"));
  results.expect("pulumi up, again", "unchanged, 0 requests", idle(again), again.requests);

  say(`The handler is edited: "${first}" becomes "${second}".`);
  const handler = path.join(program, "app/index.mjs");
  await writeFile(handler, (await readFile(handler, "utf8")).replace(first, second));
  const preview = await counted(() => pulumi("preview", "--diff"));
  const hashes = hashesOf(preview.text, "codeSha256");
  results.expect("pulumi preview --diff", "old hash => new hash", change(hashes, one.codeSha256), preview.requests);

  const update = await counted(() => pulumi("up", "--yes"));
  const two = await outputs();
  results.expect("pulumi up", "version 2", `version ${two.version}`, update.requests);
  expect("the hash Lambda reports", hashes[1] ?? "the previewed hash", await liveHash());
  expect("invoke version 2", second, await message(`${functionName}:2`));

  say("Somebody changes the code behind Pulumi's back.");
  await node("tamper", functionName);
  expect("invoke", "Somebody else was here", await message(functionName));
  const foreign = await liveHash();
  const refresh = await counted(() => pulumi("refresh", "--yes", "--diff"));
  const drift = refresh.text.includes(foreign) ? foreign : "not shown";
  results.expect("pulumi refresh shows the hash", foreign, drift, refresh.requests);

  const repair = await counted(() => pulumi("up", "--yes"));
  results.expect("pulumi up repairs it", two.codeSha256, await liveHash(), repair.requests);
  expect("invoke", second, await message(functionName));

  say("The declaration goes; the function keeps what it runs.");
  const destroyed = await counted(() => pulumi("destroy", "--yes", "--remove"));
  results.expect("pulumi destroy, then invoke", second, await message(functionName), destroyed.requests);
}

function idle({ text, requests }) {
  const did = /\d+ (?:created|updated|replaced)/.exec(text)?.[0] ?? (/\bunchanged\b/.test(text) ? "unchanged" : "?");
  return `${did}, ${requests} requests`;
}

// The hashes on the lines of a diff that name a property: the old one, then the new one.
function hashesOf(text, property) {
  const lines = text.split("\n").filter((line) => line.includes(property));
  return lines.flatMap((line) => line.match(sha256Base64) ?? []);
}

function change([from, to], live) {
  if (from === live && to !== undefined && to !== from) return "old hash => new hash";
  return `${from ?? "no hash"} => ${to ?? "no hash"}`;
}
