import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { zipSync } from "fflate";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { itWhere } from "../support/fileSystem.js";
import { StrictBed } from "../support/strictBed.js";
import { rawZip, zip64Records } from "../unit/sources/rawZip.js";
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
    expect(log).to.include('  + "added.js" (5 bytes)\n  ~ "index.js" (3 bytes => 14 bytes)\n  - "gone.js" (4 bytes)');
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

  itWhere("hasLinks", "shows a symbolic link as one, and not as a file of a few bytes", async () => {
    const link = { os: 3, attrs: (0o120777 << 16) >>> 0 };
    const live = zipSync({
      "changed.js": [Buffer.from("one.js"), link],
      "gone.js": [Buffer.from("one.js"), link],
      "one.js": Buffer.from("1"),
      "was-a-file.js": Buffer.from("one.js"),
    });
    bed.lambda.createFunction({ name: "linked", code: Buffer.from(live) });
    const code = path.join(bed.folder, "linked");
    mkdirSync(code);
    for (const name of ["one.js", "two.js"]) {
      writeFileSync(path.join(code, name), "1");
    }
    symlinkSync("two.js", path.join(code, "changed.js"));
    symlinkSync("one.js", path.join(code, "added.js"));
    symlinkSync("one.js", path.join(code, "was-a-file.js"));
    const { log } = await preview({ functionName: "linked", code });
    for (const line of [
      '+ "added.js" (a link)',
      '~ "changed.js" (a link that leads elsewhere)',
      '~ "was-a-file.js" (6 bytes => a link)',
      '- "gone.js" (a link)',
    ]) {
      expect(log).to.contain(line);
    }
  });

  it("steers no terminal by the name of a file that somebody else deployed", async () => {
    const name = "\u001b]0;owned\u0007\n\u202esj.xedni\u009b2J";
    bed.lambda.createFunction({ name: "hostile", code: zipOf({ [name]: "1" }) });
    expect((await preview({ functionName: "hostile" })).log).to.include(
      '  - "\\u001b]0;owned\\u0007\\n\\u202esj.xedni\\u009b2J" (1 bytes)',
    );
  });

  it("reads a directory longer than the end that it asked for first, and shows fifty lines", async () => {
    const { log } = await preview({ functionName: "many" });
    expect(log).to.include("files: 2 added, 1 changed, 20000 removed").and.to.include("… and 19953 more");
  });

  it("reads the package that runs as others made it: UTF-8 without a flag, bytes before and behind, zip64", async () => {
    const files = [
      { name: "index.js", data: "old", flags: 0 },
      { name: "café/日本.js", data: "1", flags: 0 },
      { name: Buffer.from([0x63, 0x61, 0x66, 0x82]), data: "1", flags: 0 },
    ];
    const live = rawZip(files, { count: 0xffff, start: 0xffffffff, before: zip64Records });
    const odd = Buffer.concat([Buffer.from("#!/bin/sh\n"), live, Buffer.alloc(100_000)]);
    bed.lambda.createFunction({ name: "odd", code: odd });
    const { log } = await preview({ functionName: "odd" });
    expect(log).to.include("files: 2 added, 1 changed, 2 removed");
    expect(log).to.include('- "café" (1 bytes)\n  - "café/日本.js" (1 bytes)');
  });

  it("says that what runs is not what was recorded last, until a refresh has recorded it", async () => {
    const { stack } = bed;
    expect((await preview({})).log).to.include("which runs now; this resource has not deployed to this function yet");
    const own = String((await stack.up({ code: bed.one.path })).outputs.codeSha256);
    const asRecorded = "which runs now and is what the last deploy or refresh of this resource recorded\n";
    expect((await preview({}, stack.inputs)).log).to.include(`compared with ${own}, ${asRecorded}`);
    expect((await preview({ functionName: "many" }, stack.inputs)).log).to.include("not deployed to this function yet");

    const foreign = bed.lambda.deployBehindBack("orders-api", zipOf({ "index.js": "somebody else's" }));
    expect((await preview({}, stack.inputs)).log).to.include(
      `compared with ${foreign}, which runs now and is not what the last deploy or refresh of this resource recorded (${own}): somebody else deployed it`,
    );
    expect((await stack.refresh()).log).to.include("was not deployed by this program");
    expect((await preview({}, stack.inputs)).log).to.include(`compared with ${foreign}, ${asRecorded}`);
  });

  it("does not say whose it is where an unknown hash, a dry run or an update that failed leaves that open", async () => {
    const silent = /which runs now\nfiles: /;
    await bed.stack.up({ code: bed.two.path });
    bed.lambda.deployBehindBack("orders-api", zipOf({ "index.js": "somebody else's" }));
    expect((await preview({}, { ...bed.stack.inputs, dryRun: true })).log).to.match(silent);
    expect((await preview({}, { ...bed.stack.inputs, codeSha256: undefined })).log).to.match(silent);
    bed.function.latest.configuration.LastUpdateStatus = "Failed";
    expect((await preview({}, bed.stack.inputs)).log).to.match(silent);
    bed.function.latest.configuration.LastUpdateStatus = "Successful";
  });

  it("says so where somebody else has deployed just what the program declares", async () => {
    await bed.stack.up({ code: bed.one.path, onForeignChange: "overwrite" });
    const declared = bed.lambda.deployBehindBack("orders-api", bed.two.bytes);
    const { log } = await preview({ code: bed.two.path }, bed.stack.inputs);
    expect(log).to.include(`compared with ${declared}, which runs now and is what this program declares\n`);
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
