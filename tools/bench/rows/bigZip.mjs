// One large package for many functions: what the provider holds in memory, and how often it reads the disk.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openFleet } from "../fleet.mjs";
import { zipOfSize } from "../packages.mjs";
import { functionNames } from "../programs.mjs";

const countReads = fileURLToPath(new URL("../countReads.cjs", import.meta.url));

export const bigZip = {
  name: "big-zip",
  title: "One 48 MB zip for 20 functions",
  async run({ workplace, pick, figure }) {
    const count = pick(20, 2);
    const sizeBytes = pick(48, 4) * 1_000_000;
    const names = functionNames(count);
    const lambda = await workplace.lambda(names);
    const folder = workplace.folder();
    const zip = path.join(folder, "shared.zip");
    const readLog = path.join(folder, "reads");
    const counted = {
      NODE_OPTIONS: `--require ${JSON.stringify(countReads)}`,
      COUNT_READS: readLog,
      COUNT_READS_OF: zip,
    };
    const timesRead = async (work) => {
      writeFileSync(readLog, "");
      await work();
      const bytes = readFileSync(readLog, "utf8")
        .split("\n")
        .reduce((sum, line) => sum + Number(line), 0);
      return bytes / sizeBytes;
    };
    const fleet = await openFleet(workplace, names, lambda.url);
    fleet.plan(() => ({ code: zip }));
    const deploy = async (label, options) => {
      writeFileSync(zip, zipOfSize(sizeBytes, label));
      return fleet.ours.up({ parallel: 50, ...options });
    };
    await deploy("first");
    const atRest = await fleet.idle.up({ parallel: 50, isWatched: true });
    const busy = await deploy("second", { isWatched: true });
    const megabytes = (bytes) => bytes / 1_000_000;
    figure({
      what: `one ${sizeBytes / 1_000_000} MB zip shared by ${count} functions, deployed: memory`,
      against: "do-nothing up",
      value: megabytes(busy.highestRssBytes - atRest.highestRssBytes),
      unit: "MB more",
      limit: 350,
      seen: `${megabytes(busy.highestRssBytes).toFixed(0)} MB - ${megabytes(atRest.highestRssBytes).toFixed(0)} MB`,
      explanation: "bigZip",
    });
    const previewed = await timesRead(() => fleet.ours.preview({ more: counted }));
    figure({
      what: "the same: read and hashed in a preview",
      against: "its size",
      value: previewed,
      unit: "x",
      limit: 1.01,
    });
    const deployed = await timesRead(() => deploy("third", { more: counted }));
    figure({
      what: "the same: read and hashed in an up",
      against: "its size",
      value: deployed,
      unit: "x",
      limit: 1.01,
      explanation: "bigZipReads",
    });
  },
};
