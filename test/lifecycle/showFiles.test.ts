import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { StrictBed } from "../support/strictBed.js";
import { zipOf } from "../support/strictLambda/index.js";

describe("a preview with showFiles", () => {
  let bed: StrictBed;
  let folder: string;

  before(async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`many/file-${index}-${"x".repeat(60)}`, ""]),
    );
    const live = zipOf({ "index.js": "old", "kept.js": "kept", "gone.js": "gone" });
    bed = await StrictBed.start();
    bed.lambda.createFunction({ name: "orders-api", code: live });
    bed.lambda.createFunction({ name: "many", code: zipOf({ ...many, "index.js": "old" }) });
    folder = path.join(bed.folder, "app");
    mkdirSync(folder);
    for (const [name, text] of Object.entries({
      "index.js": "new and longer",
      "kept.js": "kept",
      "added.js": "added",
    })) {
      writeFileSync(path.join(folder, name), text);
    }
  });
  after(() => bed.stop());

  async function preview(args: PropertyBag, olds: PropertyBag = {}) {
    const log = new CapturedLog();
    bed.requests();
    const { check } = createProvider({ clock: bed.clock, log });
    const news = { functionName: "orders-api", code: folder, aws: bed.aws(), showFiles: true, ...args };
    const { inputs, failures } = await check(olds, news);
    expect(failures).to.deep.equal([]);
    return { log: log.text, inputs, requests: bed.requests() };
  }

  it("lists what was added, changed and removed against the package that runs, by two requests", async () => {
    const downloads = bed.lambda.downloads.count;
    const { log, inputs, requests } = await preview({});
    expect(log).to.include("files: 1 added, 1 changed, 1 removed");
    expect(log).to.include("  + added.js (5 bytes)\n  ~ index.js (3 bytes => 14 bytes)\n  - gone.js (4 bytes)");
    expect(log).not.to.include("kept.js");
    expect(requests).to.deep.equal(["GetFunction"]);
    expect(bed.lambda.downloads.count - downloads).to.equal(1);
    expect(inputs).not.to.have.property("showFiles");
  });

  it("asks nothing where the hash did not change, or where it is not asked for", async () => {
    const { inputs } = await preview({});
    expect((await preview({}, inputs)).requests).to.deep.equal([]);
    expect((await preview({ showFiles: false })).requests).to.deep.equal([]);
  });

  it("reads a directory longer than the end that it asked for first, and shows fifty lines", async () => {
    const { log } = await preview({ functionName: "many" });
    expect(log).to.include("files: 2 added, 1 changed, 20000 removed").and.to.include("… and 19953 more");
  });

  it("goes on with a line where the function cannot be read, and shows no presigned URL", async () => {
    const { log } = await preview({ functionName: "not-there" });
    expect(log).to.include("files not compared: Reading not-there: ResourceNotFoundException");
    bed.lambda.downloads.isRefusing = true;
    const refused = (await preview({})).log;
    bed.lambda.downloads.isRefusing = false;
    expect(refused).to.match(
      /files not compared: the directory of the code of \S+ could not be read: the server answered 403/,
    );
    expect(refused).not.to.match(/snapshots|X-Amz|http/);
  });
});
