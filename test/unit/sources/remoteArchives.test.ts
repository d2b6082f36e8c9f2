import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { describeCode, streamCode } from "#lib/sources/index.js";
import { limitsFor } from "#lib/sources/package/limits.js";
import { openDescriptors } from "../../support/openDescriptors.js";
import { useOwnTmpdir } from "../../support/ownTmpdir.js";
import { rawZip } from "./rawZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

const megabyte = 1_000_000;

describe("Remote archives of one program", () => {
  useTempFolder();
  const zip = rawZip([{ name: "index.js", data: "1" }]);
  let server: Server;
  let base: string;
  let asked: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    asked = [];
    answer = (_, response) => response.end(zip);
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(readdirSync(tmp()), "temporary files left").to.deep.equal([]);
    expect(openDescriptors("package.zip")).to.deep.equal([]);
  });
  // Its hooks come after those above, which look into it.
  const tmp = useOwnTmpdir();
  const codeAt = (path: string) => archive({ uri: `${base}/${path}` });
  const large = (sizeBytes: number) => rawZip([{ name: "model.bin", data: Buffer.alloc(sizeBytes), method: 0 }]);

  it("are never in memory as a whole, be it for a preview or on their way to a bucket", async () => {
    const bytes = large(20 * megabyte);
    answer = (_, response) => response.end(bytes);
    const script = `
      const { describeCode, streamCode } = require("#lib/sources/index.js");
      const { limitsFor } = require("#lib/sources/package/limits.js");
      const codes = JSON.parse(process.argv[1]);
      const idleBytes = process.memoryUsage().rss;
      let peakBytes = 0;
      setInterval(() => { peakBytes = Math.max(peakBytes, process.memoryUsage().rss); }, 2).unref();
      Promise.all(codes.map(async (code) => {
        const request = { code, limits: limitsFor(true) };
        const { sizeBytes } = await describeCode(request);
        const { stream, close } = await streamCode(request);
        let seenBytes = 0;
        for await (const chunk of stream()) seenBytes += chunk.length;
        await close();
        return seenBytes === sizeBytes;
      })).then((whole) => console.log(JSON.stringify({ whole, grownBytes: peakBytes - idleBytes })));`;
    const codes = Array.from({ length: 10 }, (_, index) => codeAt(`${index}.zip`));
    const child = spawn(process.execPath, ["-e", script, JSON.stringify(codes)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { whole, grownBytes } = JSON.parse(await text(child.stdout)) as { whole: boolean[]; grownBytes: number };
    expect(whole).to.deep.equal(codes.map(() => true));
    expect(grownBytes / megabyte).to.be.below(130);
  });

  it("wait for each other where they are more than the largest package, and are then asked for anew", async () => {
    const announced = 200 * megabyte;
    const stall = (response: ServerResponse) => response.writeHead(200, { "content-length": announced }).write("x");
    const answered = { first: undefined as ServerResponse | undefined, isGivenUp: false };
    answer = (request, response) => {
      if (request.url === "/first") {
        answered.first = response;
        stall(response);
      } else if (asked.filter((url) => url === request.url).length > 1) {
        response.end(zip);
      } else {
        response.on("close", () => (answered.isGivenUp = true));
        stall(response);
      }
    };
    const first = problemsOf(describeCode({ code: codeAt("first") }));
    await until(() => answered.first !== undefined);
    const second = describeCode({ code: codeAt("second") });
    await until(() => answered.isGivenUp);
    expect(asked).to.deep.equal(["/first", "/second"]);
    answered.first?.destroy();
    await first;
    expect((await second).codeSha256).to.equal(codeSha256Of(zip));
    expect(asked.filter((url) => url === "/second")).to.have.length(2);
  });

  it("inside of AssetArchives are fetched for one of these at a time, so that none waits for ever", async () => {
    let underWay = 0;
    let most = 0;
    answer = (_, response) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay -= 1;
        response.end(zip);
      });
    };
    const codes = ["a", "b", "c"].map((name) =>
      archive({ assets: { one: asset({ uri: `${base}/${name}1` }), two: archive({ uri: `${base}/${name}2` }) } }),
    );
    const described = await Promise.all(codes.map((code) => describeCode({ code })));
    expect(new Set(described.map(({ codeSha256 }) => codeSha256)).size).to.equal(1);
    expect(asked).to.have.length(6);
    expect(most).to.equal(1);
  });

  it("that several functions share are judged for each by the way that it takes", async () => {
    const bytes = large(52_428_800);
    answer = (_, response) => response.end(bytes);
    for (const isStagedFirst of [true, false]) {
      const code = codeAt(String(isStagedFirst));
      const staged = () => describeCode({ code, limits: limitsFor(true) });
      if (isStagedFirst) {
        expect((await staged()).sizeBytes).to.equal(bytes.length);
      }
      expect((await problemsOf(describeCode({ code }))).join()).to.contain("Give a stagingBucket, or make it smaller");
      expect((await staged()).sizeBytes).to.equal(bytes.length);
    }
    expect(asked).to.have.length(2);
  });

  it("for which there is no temporary file are let go of", async () => {
    let isGivenUp = false;
    answer = (_, response) => {
      response.on("close", () => (isGivenUp = true));
      response.writeHead(200, { "content-length": 1000 }).write("x");
    };
    // The hooks put them back.
    process.env.TMPDIR = process.env.TEMP = "/no such folder";
    const found = await problemsOf(describeCode({ code: codeAt("a") }));
    expect(found.join()).to.contain("The temporary file for RemoteArchive");
    await until(() => isGivenUp);
  });

  it("that cannot be read to their end, or are damaged, leave nothing behind", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": 1000 });
      response.write("x", () => response.destroy());
    };
    expect((await problemsOf(describeCode({ code: codeAt("cut") }))).join()).to.contain("The download of");
    answer = (_, response) => response.end("PK");
    expect((await problemsOf(describeCode({ code: codeAt("damaged") }))).join()).to.contain("is not a zip");
    const code = archive({ assets: { a: asset({ uri: `${base}/a` }), b: asset({ uri: "http://host.invalid/" }) } });
    expect((await problemsOf(describeCode({ code }))).join()).to.contain("The download of");
    answer = (_, response) => response.end(zip);
    await (await streamCode({ code: codeAt("never read") })).close();
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
