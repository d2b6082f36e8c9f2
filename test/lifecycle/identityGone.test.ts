import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { useCleanEnvironment } from "../support/cleanEnvironment.js";
import { freshEndpoint } from "../support/freshEndpoint.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { SourcesBed } from "../support/sourcesBed.js";

const role = "arn:aws:iam::111111111111:role/deployer";
const wayOut =
  "and a refresh can use nothing else. Where that is gone, run `pulumi up --refresh=false`: it deploys as the program says now, and records it for later ones.";

describe("a refresh as an identity or at an endpoint that is gone", () => {
  const machine = useCleanEnvironment();
  let bed: SourcesBed;

  const writeProfiles = (...names: string[]): void => {
    const lines = names.flatMap((name) => [
      `[${name}]`,
      "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
      "aws_secret_access_key = not-a-real-key",
    ]);
    // The SDK keeps what it read of a file: another one is another machine.
    process.env.AWS_SHARED_CREDENTIALS_FILE = machine.write(`credentials-${names.join("-")}`, ...lines);
  };

  beforeEach(async () => {
    bed = await SourcesBed.start();
    writeProfiles("old", "new");
  });
  afterEach(() => bed.stop());

  const deployed = async (aws: PropertyBag): Promise<PropertyBag> => {
    const args = { code: bed.one.path, aws: bed.aws(aws) };
    await bed.stack.up(args);
    return args;
  };

  /** The next up deploys as somebody else, and from then on a refresh is as that one. */
  const assertWayOut = async (aws: PropertyBag): Promise<void> => {
    bed.requests();
    const { step } = await bed.stack.up({ code: bed.one.path, aws });
    expect(step).to.equal("update");
    expect(bed.requests().filter((operation) => operation !== "GetFunction")).to.deep.equal([]);
    await bed.stack.refresh();
    expect(await bed.stack.preview({ code: bed.one.path, aws })).to.equal("same");
  };

  it("names the profile, and the way out, by which the next up deploys as another", async () => {
    await deployed({ profile: "old" });
    writeProfiles("new");
    const message = await messageOfRejection(bed.stack.refresh());
    expect(message).to.match(/^Reading orders-api: CredentialsProviderError: .*\[old\]/);
    expect(message).to.contain(
      `The last deploy used profile old; endpoint ${bed.url}; STS at ${bed.proxy.url}, ${wayOut}`,
    );
    await assertWayOut(bed.aws({ profile: "new" }));
  });

  it("names the roles that are denied, without what they were assumed with", async () => {
    const assumeRoles = [{ roleArn: role, externalId: "e-secret" }, { roleArn: `${role}-2` }];
    await deployed({ profile: "old", assumeRoles });
    bed.lambda.deniedOperations.add("AssumeRole");
    // Another process has not assumed them yet.
    bed.stack.outputs = {
      ...bed.stack.outputs,
      aws: { ...(bed.stack.outputs?.aws as object), stsRegion: "us-east-1" },
    };
    const message = await messageOfRejection(bed.stack.refresh());
    expect(message).to.contain(`profile old; role ${role}, then ${role}-2; endpoint`).and.to.contain(wayOut);
    expect(message).not.to.contain("e-secret");
    await assertWayOut(bed.aws({ profile: "new" }));
  });

  it("names the endpoint that answers no more", async () => {
    const gone = "http://127.0.0.1:9";
    await deployed({});
    bed.stack.outputs = { ...bed.stack.outputs, aws: { endpoint: gone } };
    const message = await messageOfRejection(bed.stack.refresh());
    expect(message)
      .to.match(/ECONNREFUSED/)
      .and.to.contain(`The last deploy used endpoint ${gone}, ${wayOut}`);
    await assertWayOut(bed.aws({ endpoint: freshEndpoint(bed.proxy.url) }));
  });

  it("names the endpoint where somebody else answers, and no other where AWS itself is in trouble", async () => {
    await deployed({});
    for (const status of [404, 503]) {
      const server = http.createServer((_request, response) => response.writeHead(status).end("<html></html>"));
      await once(server.listen(0, "127.0.0.1"), "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        bed.stack.outputs = { ...bed.stack.outputs, aws: { profile: "old", endpoint: url } };
        expect(await messageOfRejection(bed.stack.refresh())).to.contain(`endpoint ${url}, ${wayOut}`);
        process.env.AWS_ENDPOINT_URL = url;
        bed.stack.outputs = { ...bed.stack.outputs, aws: { profile: "old" } };
        expect(await messageOfRejection(bed.stack.refresh())).not.to.contain("--refresh=false");
      } finally {
        server.close();
        server.closeAllConnections();
      }
    }
  });

  it("names no secret of a proxy, and files by their paths", async () => {
    await deployed({});
    const aws = {
      endpoint: "http://lambda.example.test",
      httpProxy: "http://me:secret@127.0.0.1:9",
      customCaBundle: "/etc/gone.pem",
      sharedConfigFiles: ["/etc/aws"],
      assumeRoleWithWebIdentity: { roleArn: role, webIdentityToken: "token of a workflow" },
    };
    bed.stack.outputs = { ...bed.stack.outputs, aws };
    const message = await messageOfRejection(bed.stack.refresh());
    expect(message).to.contain(
      `shared files /etc/aws; role ${role} by a web identity; endpoint http://lambda.example.test; a proxy of its own; CA bundle /etc/gone.pem, and`,
    );
    expect(message).not.to.match(/secret|token of/);
  });

  it("says nothing of it where the program named nobody", async () => {
    await deployed({});
    bed.deny("GetFunction");
    bed.stack.outputs = { ...bed.stack.outputs, aws: {} };
    process.env.AWS_ENDPOINT_URL = freshEndpoint(bed.proxy.url);
    expect(await messageOfRejection(bed.stack.refresh()))
      .to.contain("AccessDeniedException")
      .and.not.to.contain("--refresh=false");
  });
});
