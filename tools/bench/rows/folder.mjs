// A large folder: its zip for the first time, and a look at it when nothing changed.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEmulator } from "../../emulator.mjs";
import { run } from "../../setup/command.mjs";
import { textOf, writeTree } from "../packages.mjs";
import { takeTurns } from "../rounds.mjs";

const here = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

export const folder = {
  name: "folder",
  title: "A folder of 5,000 files and 100 MB",
  async run({ workplace, pick, say, figure }) {
    const [files, sizeBytes] = [pick(5000, 50), pick(100, 2) * 1_000_000];
    // Any Python 3 will do: the emulator's is there.
    const python = await ensureEmulator(say);
    const root = workplace.folder();
    const many = path.join(root, "many");
    writeTree(many, files, sizeBytes);
    const one = path.join(root, "one");
    mkdirSync(one);
    writeFileSync(path.join(one, "bundle.js"), textOf(sizeBytes));
    // A file that has just changed is read again; the second time is to find settled files.
    await new Promise((resolve) => setTimeout(resolve, 2500));

    const newCache = () => path.join(workplace.folder(), "cache");
    const rounds = pick(3, 1);
    for (const [name, code] of Object.entries({ [`${files} files`]: many, "one file": one })) {
      const times = await takeTurns(
        rounds,
        {
          python: async () => {
            const options = { deadlineSeconds: 300, what: "Python's zipfile" };
            return { seconds: Number(await run(python, [here("zipFolder.py"), code], options)) };
          },
          ours: () => describe(code, newCache()),
        },
        { say },
      );
      const what = `a folder of ${name}, ${sizeBytes / 1_000_000} MB`;
      figure({
        what: `${what}: time`,
        against: "Python's zipfile",
        value: times.ours.seconds / times.python.seconds,
        unit: "x",
        limit: 1.3,
        seen: `${times.ours.seconds.toFixed(2)} s / ${times.python.seconds.toFixed(2)} s`,
        explanation: "folderTime",
        details: { ours: times.ours.all, python: times.python.all },
      });
      const memory = times.ours.overIdleBytes / 1_000_000;
      figure({
        what: `${what}: memory`,
        against: "idle",
        value: memory,
        unit: "MB more",
        limit: 150,
        explanation: "folderMemory",
      });
    }
    const pairs = [];
    for (let round = 0; round < rounds; round += 1) {
      const cache = newCache();
      pairs.push([(await describe(many, cache)).seconds, (await describe(many, cache)).seconds]);
    }
    const [first, second] = [0, 1].map((index) => Math.min(...pairs.map((pair) => pair[index])));
    figure({
      what: `a folder of ${files} files, unchanged, second time, in another process`,
      against: "first time",
      value: second / first,
      unit: "x",
      limit: 0.1,
      seen: `${second.toFixed(3)} s / ${first.toFixed(3)} s`,
      explanation: "folderAgain",
      details: { pairs },
    });
  },
};

async function describe(code, cache) {
  const env = { ...process.env, PULUMI_LAMBDA_CODE_CACHE: cache };
  const options = { env, deadlineSeconds: 300, what: "describing the folder" };
  return JSON.parse(await run(process.execPath, [here("describe.mjs"), code], options));
}
