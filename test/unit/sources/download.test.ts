import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { openAssets } from "#lib/sources/assets/assetArchive.js";
import { download, nextUrl } from "#lib/sources/assets/download.js";
import { describeCode, loadCode } from "#lib/sources/index.js";
import { rawZip } from "./rawZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

const secret = "X-Amz-Signature=topsecret";

describe("a download", () => {
  const temp = useTempFolder();
  const zip = rawZip([{ name: "index.js", data: "1" }]);
  let server: Server;
  let base: string;
  let requests: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    requests = [];
    answer = (_, response) => response.end(zip);
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const failure = async (path: string, limits: Parameters<typeof download>[2] = {}): Promise<string> => {
    const problems = await problemsOf(download(new URL(`${base}${path}?${secret}`), "the package", limits));
    expect(problems.join()).not.to.contain("topsecret");
    return problems.join();
  };

  it("gives the hash and the bytes of a RemoteArchive and of a RemoteAsset, which is described once", async () => {
    for (const code of [archive({ uri: `${base}/a.zip?1` }), asset({ uri: `${base}/a.zip?2` })]) {
      requests = [];
      const described = await describeCode({ code });
      expect(described).to.deep.include({ codeSha256: codeSha256Of(zip), sizeBytes: zip.length, warnings: [] });
      await describeCode({ code }, described.codeSha256);
      expect(requests).to.have.length(1);
      expect(Buffer.from(await loadCode({ code }, described.codeSha256)).equals(zip)).to.equal(true);
      expect(requests).to.have.length(2);
    }
  });

  it("of other bytes than at the preview is not deployed", async () => {
    const code = archive({ uri: `${base}/a.zip?${secret}` });
    const { codeSha256 } = await describeCode({ code });
    answer = (_, response) => response.end(rawZip([{ name: "index.js", data: "2" }]));
    const [problem] = await problemsOf(loadCode({ code }, codeSha256));
    expect(problem).to.contain(`The code RemoteArchive ${base}/a.zip changed between the preview and its deployment`);
  });

  it("of something else than a zip is refused", async () => {
    answer = (_, response) => response.end("<html>Sign in</html>");
    const [problem] = await problemsOf(describeCode({ code: archive({ uri: `${base}/html` }) }));
    expect(problem).to.contain(`The file RemoteArchive ${base}/html is HTML or XML, not a zip`);
  });

  it("over 50 MiB is refused like any zip", async () => {
    answer = (_, response) => response.end(Buffer.alloc(52_428_801));
    const [problem] = await problemsOf(describeCode({ code: archive({ uri: `${base}/large` }) }));
    expect(problem).to.contain("is 50.0 MiB (52,428,801 bytes), and Lambda takes at most");
  });

  it("inside an AssetArchive is a file, or the entries of a zip", async () => {
    const code = archive({ assets: { "raw.zip": asset({ uri: `${base}/a` }), lib: archive({ uri: `${base}/b` }) } });
    const { codeSha256 } = await describeCode({ code });
    const same = archive({
      assets: { "raw.zip": asset({ path: temp("a.zip") }), "lib/index.js": asset({ text: "1" }) },
    });
    writeFileSync(temp("a.zip"), zip);
    expect((await describeCode({ code: same })).codeSha256).to.equal(codeSha256);
  });

  it("reads file URIs from the disk", async () => {
    writeFileSync(temp("work/a b.zip"), zip);
    const code = archive({ uri: pathToFileURL(temp("work/a b.zip")).href });
    expect((await describeCode({ code })).codeSha256).to.equal(codeSha256Of(zip));
  });

  it("ends at its size limit, whatever the server announces, also when the bytes come compressed", async () => {
    answer = (_, response) => response.end(Buffer.alloc(1001));
    expect(await failure("/announced", { maxBytes: 1000 })).to.contain("larger than 1,000 bytes");
    answer = (_, response) => response.writeHead(200, { "content-length": "1001" }).write("x");
    expect(await failure("/only-announced", { maxBytes: 1000 })).to.contain("larger than 1,000 bytes");
    answer = (_, response) => {
      response.write(Buffer.alloc(600));
      response.end(Buffer.alloc(600));
    };
    expect(await failure("/chunked", { maxBytes: 1000 })).to.contain("larger than 1,000 bytes");
    answer = (_, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(Buffer.alloc(20_000_000)));
    };
    expect(await failure("/bomb", { maxBytes: 1_000_000 })).to.contain("larger than 1,000,000 bytes");
    answer = (_, response) => response.end(Buffer.alloc(1000));
    expect(await download(new URL(`${base}/exact`), "x", { maxBytes: 1000 })).to.have.length(1000);
  });

  it("shares one size limit with the other downloads of its AssetArchive", async () => {
    answer = (_, response) => response.end(Buffer.alloc(600));
    const assets = ["a", "b"].map((name) => ({
      kind: "remoteFile" as const,
      name,
      label: name,
      uri: new URL(`${base}/${name}`),
    }));
    const tooLarge = await openAssets(assets, { ignore: [] }, 1000);
    await tooLarge.close();
    expect(tooLarge.problems.join()).to.contain("The download of b failed: it is larger than 400 bytes");
    const fits = await openAssets(assets, { ignore: [] }, 1200);
    await fits.close();
    expect(fits.entries).to.have.length(2);
  });

  it("ends at its deadline, before the answer and in the midst of it", async () => {
    answer = () => undefined;
    expect(await failure("/silent", { deadlineMs: 100 })).to.contain("it took longer than 0.1 s");
    answer = (_, response) => response.write("x");
    expect(await failure("/stalled", { deadlineMs: 100 })).to.contain("it took longer than 0.1 s");
  });

  it("follows redirects, as many as are reasonable", async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1).split("?")[0]);
      if (left > 0) {
        response.writeHead(302, { location: `/${left - 1}?${secret}` });
      }
      response.end("done");
    };
    expect((await download(new URL(`${base}/10`), "x")).toString()).to.equal("done");
    expect(await failure("/11")).to.contain("more than 10 redirects");
  });

  it("is not led to our own disk, nor to an address that is none", async () => {
    for (const location of ["file:///etc/passwd", "data:,x", "http://[", "ftp://127.0.0.1/"]) {
      answer = (_, response) => response.writeHead(302, { location }).end();
      expect(await failure("/"), location).to.contain("another scheme");
    }
  });

  it("that began with https does not go on without it", () => {
    const from = new URL("https://example.org/a");
    expect(nextUrl("/b", from, "x").href).to.equal("https://example.org/b");
    expect(nextUrl("https://example.com/", from, "x").href).to.equal("https://example.com/");
    expect(() => nextUrl("http://example.org/b", from, "x")).to.throw("redirected from https to another scheme");
    expect(nextUrl("https://example.org/", new URL("http://example.org/"), "x").protocol).to.equal("https:");
  });

  it("keeps a password for the host that it was written for", async () => {
    const other = createServer((request, response) => {
      requests.push(request);
      response.end("there");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    answer = (_, response) => response.writeHead(307, { location: elsewhere }).end();
    const uri = new URL(base);
    uri.username = "me";
    uri.password = "p%40ss";
    const body = (await download(uri, "x")).toString();
    other.closeAllConnections();
    other.close();
    expect(body).to.equal("there");
    expect(requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
      undefined,
    ]);
  });

  it("that fails says how, without the secrets of its address", async () => {
    answer = (_, response) => response.writeHead(403).end("SignatureDoesNotMatch topsecret");
    expect(await failure("/")).to.equal(
      "The download of the package failed: the server answered 403. Check the address and who may read it, then run again.",
    );
    answer = (request) => request.socket.destroy();
    expect(await failure("/")).to.match(/failed: (UND_ERR_SOCKET|ECONNRESET)\. Check the address/);
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("x", () => response.destroy());
    };
    expect(await failure("/")).to.match(/The download of the package failed: /);
    const gone = new URL("http://user:topsecret@host.invalid/a?topsecret");
    const [problem] = await problemsOf(download(gone, "the package", { deadlineMs: 10_000 }));
    expect(problem).not.to.contain("topsecret");
  });
});
