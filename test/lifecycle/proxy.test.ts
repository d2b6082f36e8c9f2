import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { systemClock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { ssoLogin } from "../support/callerBed.js";
import { useCleanEnvironment } from "../support/cleanEnvironment.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { BehindProxyBed, proxyPassword } from "../support/network/behindProxyBed.js";
import { newAuthority } from "../support/network/certificates.js";
import { type ForwardProxy, startForwardProxy } from "../support/network/forwardProxy.js";
import { largePackage } from "../support/sourcesBed.js";
import { Stack } from "../support/stack.js";
import { StrictLambda, zipOf } from "../support/strictLambda/index.js";
import { asset } from "../unit/sources/wire.js";

const zip = zipOf({ "index.js": "exports.handler = async () => 1;" });
const lambdaHost = "lambda.us-east-1.amazonaws.com";
const stsHost = "sts.us-east-1.amazonaws.com";
const downloadHost = "awslambda-us-east-1-tasks.s3.us-east-1.amazonaws.com";

describe("behind a proxy, with AWS's own names and no endpoint of one's own,", () => {
  const machine = useCleanEnvironment();
  let bed: BehindProxyBed;
  let stack: Stack;

  beforeEach(async () => {
    bed = await BehindProxyBed.start(machine.home);
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "not-a-real-key",
      AWS_CA_BUNDLE: bed.caFile,
      HTTPS_PROXY: bed.proxy.urlWithUser,
    });
    stack = stackOf({});
  });
  afterEach(() => bed.stop());

  const stackOf = (aws: PropertyBag): Stack =>
    new Stack(systemClock, { functionName: "orders-api", aws: { region: "us-east-1", ...aws } });
  const packageFile = (bytes = zip): string => {
    const file = path.join(machine.home, "app.zip");
    writeFileSync(file, bytes);
    return file;
  };
  const upTo = async (args: PropertyBag, on = stack): Promise<string[]> => {
    bed.proxy.seen.length = 0;
    const { step, log } = await on.up(args);
    expect(step).to.equal("create");
    expect(log).not.to.contain(proxyPassword).and.not.to.contain(encodeURIComponent(proxyPassword));
    return bed.proxy.hosts();
  };

  it("a package goes to Lambda through it, over one kept tunnel", async () => {
    expect(await upTo({ code: packageFile(), publish: true })).to.deep.equal([lambdaHost]);
    expect(bed.server.function("orders-api").codeSha256).to.equal(codeSha256Of(zip));
    expect(bed.proxy.seen).to.deep.equal([`CONNECT ${lambdaHost}:443`]);
    await stack.refresh();
  });

  it("a package in S3 is looked at through it", async () => {
    bed.server.s3.putObject("releases", "api.zip", zip);
    expect(await upTo({ s3Bucket: "releases", s3Key: "api.zip" })).to.have.members([
      "releases.s3.us-east-1.amazonaws.com",
      lambdaHost,
    ]);
  });

  it("a large package is staged through it", async () => {
    bed.server.s3.createBucket("staging", "us-east-1");
    const large = largePackage();
    const args = {
      code: packageFile(large.bytes),
      stagingBucket: { bucket: "staging", expectedBucketOwner: "111111111111" },
    };
    expect(await upTo(args)).to.include("staging.s3.us-east-1.amazonaws.com");
    expect(bed.server.function("orders-api").codeSha256).to.equal(large.hash);
  });

  it("an image's tag is resolved through it", async () => {
    const imageUri = "111111111111.dkr.ecr.us-east-1.amazonaws.com/orders:latest";
    bed.server.images.push("111111111111.dkr.ecr.us-east-1.amazonaws.com/orders", "latest");
    bed.server.createFunction({ name: "orders-image", packageType: "Image", imageUri });
    const image = new Stack(systemClock, { functionName: "orders-image", aws: { region: "us-east-1" } });
    expect(await upTo({ imageUri }, image)).to.have.members(["api.ecr.us-east-1.amazonaws.com", lambdaHost]);
  });

  it("roles are assumed through it, the program's and a profile's, and a web identity's", async () => {
    const role = "arn:aws:iam::111111111111:role/deployer";
    const keys = ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = not-a-real-key"];
    machine.write(".aws/credentials", "[base]", ...keys, "[ci]", `role_arn = ${role}`, "source_profile = base");
    const webIdentityTokenFile = machine.write("token", "token of a workflow");
    const ways = [
      { assumeRoles: [{ roleArn: role }] },
      { profile: "ci" },
      { assumeRoleWithWebIdentity: { roleArn: role, webIdentityTokenFile } },
    ];
    for (const aws of ways) {
      await stackOf(aws).up({ code: packageFile() });
    }
    // Clients of one way out share its tunnels.
    expect(bed.proxy.hosts()).to.have.members([stsHost, lambdaHost]);
    const { journal } = bed.server;
    expect([journal.requests("AssumeRole").length, journal.requests("AssumeRoleWithWebIdentity").length]).to.deep.equal(
      [2, 1],
    );
  });

  it("a person who signed in by SSO is known through it, in the Region of SSO", async () => {
    machine.write(...ssoLogin("people"));
    machine.write(
      ".aws/config",
      ...["[profile person]", "sso_session = people", "sso_account_id = 111111111111", "sso_role_name = Admin"],
      ...["[sso-session people]", "sso_region = eu-west-2", "sso_start_url = https://people.awsapps.com/start"],
    );
    expect(await upTo({ code: packageFile() }, stackOf({ profile: "person" }))).to.have.members([
      "portal.sso.eu-west-2.amazonaws.com",
      lambdaHost,
    ]);
  });

  it("the code of another function is downloaded through it, with the trust that holds for AWS", async () => {
    bed.server.createFunction({ name: "orders-staging", code: zip });
    const hosts = await upTo({ sourceFunction: { functionName: "orders-staging" } });
    expect(hosts).to.have.members([lambdaHost, downloadHost]);
    expect(bed.server.function("orders-api").codeSha256).to.equal(codeSha256Of(zip));
  });

  it("the files that run now are compared through it", async () => {
    const code = packageFile();
    await upTo({ code });
    packageFile(zipOf({ "index.js": "2", "more.js": "3" }));
    bed.proxy.seen.length = 0;
    const { log } = await stack.up({ code, showFiles: true });
    expect(log).to.match(/files: 1 added, 1 changed, 0 removed/);
    expect(bed.proxy.hosts()).to.include(downloadHost);
  });

  it("a remote asset is downloaded through it, with the trust of Node, and not of AWS_CA_BUNDLE", async () => {
    const code = asset({ uri: "https://downloads.example.test/snapshots/app.zip" });
    expect(await messageOfRejection(stack.up({ code }))).to.match(
      /The download of RemoteAsset https:\/\/downloads\.example\.test\/snapshots\/app\.zip failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    );
    expect(bed.proxy.hosts()).to.deep.equal(["downloads.example.test"]);
  });

  it("a password that is missing or wrong ends it at once, and is shown nowhere", async () => {
    for (const url of [bed.proxy.url, bed.proxy.urlWithUser.replace("build:", "other:")]) {
      process.env.HTTPS_PROXY = url;
      const message = await messageOfRejection(stackOf({}).up({ code: packageFile() }));
      expect(message).to.equal(
        "Reading orders-api: ProxyError: the proxy answered 407. The proxy asks who is there: give user and password in its URL.",
      );
      expect(bed.proxy.seen.splice(0)).to.have.lengthOf(1);
    }
  });

  it("a certificate of nobody that is trusted ends it at once, and names the ways to trust it", async () => {
    delete process.env.AWS_CA_BUNDLE;
    expect(await messageOfRejection(stack.up({ code: packageFile() }))).to.match(
      /^Reading orders-api: UNABLE_TO_VERIFY_LEAF_SIGNATURE: .* aws\.customCaBundle, AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS/,
    );
    expect(bed.proxy.seen).to.have.lengthOf(1);
  });

  it("what the program says of proxies and certificates goes before the environment", async () => {
    process.env.HTTPS_PROXY = "http://127.0.0.1:9";
    process.env.AWS_CA_BUNDLE = path.join(machine.home, "gone.pem");
    const aws = { httpsProxy: bed.proxy.urlWithUser, customCaBundle: bed.caFile };
    expect(await upTo({ code: packageFile() }, stackOf(aws))).to.deep.equal([lambdaHost]);
  });
});

describe("a proxy for plain http,", () => {
  const machine = useCleanEnvironment();
  let server: StrictLambda;
  let proxy: ForwardProxy;
  let stack: Stack;

  beforeEach(async () => {
    server = await StrictLambda.start();
    server.createFunction({ name: "orders-api" });
    proxy = await startForwardProxy({ user: "build", password: proxyPassword });
    // A name that is known behind the proxy alone.
    const endpoint = server.url.replace("127.0.0.1", "lambda.example.test");
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "not-a-real-key",
      HTTP_PROXY: proxy.urlWithUser,
    });
    stack = new Stack(systemClock, { functionName: "orders-api", aws: { region: "us-east-1", endpoint } });
  });
  afterEach(async () => {
    await proxy.stop();
    await server.stop();
  });

  const packageFile = (): string => {
    const file = path.join(machine.home, "app.zip");
    writeFileSync(file, zip);
    return file;
  };

  it("is asked with the whole address, and the signature holds", async () => {
    await stack.up({ code: packageFile() });
    expect(server.function("orders-api").codeSha256).to.equal(codeSha256Of(zip));
    // A connection is not kept: each request is written anew for the proxy.
    expect(proxy.seen).to.have.length.above(2);
    expect(proxy.seen[0]).to.match(/^GET http:\/\/lambda\.example\.test:\d+\/2015-03-31\/functions\/orders-api$/);
  });

  it("has a password that is missing told of, and shown nowhere", async () => {
    process.env.HTTP_PROXY = proxy.url;
    expect(await messageOfRejection(stack.up({ code: packageFile() }))).to.match(
      /^Reading orders-api: HTTP 407: .* The proxy asks who is there: give user and password in its URL\.$/,
    );
    expect(proxy.seen).to.have.lengthOf(1);
  });

  it("is for a remote asset, too, and what it redirects to", async () => {
    const behind = createServer((request, response) => {
      const isFirst = request.url === "/first";
      response.writeHead(isFirst ? 302 : 200, isFirst ? { location: "/second" } : {}).end(isFirst ? "" : zip);
    });
    await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
    const base = `http://downloads.example.test:${(behind.address() as AddressInfo).port}`;
    try {
      await stack.up({ code: asset({ uri: `${base}/first` }) });
    } finally {
      behind.closeAllConnections();
      behind.close();
    }
    expect(server.function("orders-api").codeSha256).to.equal(codeSha256Of(zip));
    expect(proxy.seen).to.include.members([`GET ${base}/first`, `GET ${base}/second`]);
  });

  for (const name of ["NO_PROXY", "no_proxy"]) {
    it(`is not asked for what ${name} lists`, async () => {
      process.env[name] = "169.254.169.254,example.test";
      // Here nobody knows that name.
      const message = await messageOfRejection(stack.up({ code: packageFile(), timeoutSeconds: 1 }));
      expect(message).to.match(/ENOTFOUND|EAI_AGAIN|TimeoutError/);
      expect(proxy.seen).to.deep.equal([]);
    });
  }

  it("is not asked for what is on this machine", async () => {
    const local = new Stack(systemClock, {
      functionName: "orders-api",
      aws: { region: "us-east-1", endpoint: server.url },
    });
    await local.up({ code: packageFile() });
    expect(proxy.seen).to.deep.equal([]);
  });

  it("that is not there is told from Lambda that is not there", async () => {
    process.env.HTTP_PROXY = "127.0.0.1:9";
    expect(await messageOfRejection(stack.up({ code: packageFile(), timeoutSeconds: 1 }))).to.match(
      /ProxyUnavailable: the proxy 127\.0\.0\.1:9 does not answer \(ECONNREFUSED\)\. The proxy is not there/,
    );
  });

  it("may speak TLS itself", async () => {
    const { authority, server: certificate } = await newAuthority("localhost");
    const secure = await startForwardProxy({ certificate });
    process.env.AWS_CA_BUNDLE = machine.write("authority.pem", authority.cert);
    process.env.HTTP_PROXY = secure.url.replace("127.0.0.1", "localhost");
    try {
      await stack.up({ code: packageFile() });
      expect(secure.hosts()).to.deep.equal(["lambda.example.test"]);
    } finally {
      await secure.stop();
    }
  });
});
