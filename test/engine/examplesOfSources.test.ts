import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { Testbed } from "../support/engine/testbed.js";
import { StrictLambda } from "../support/strictLambda/index.js";

/** What a preview shows of a resource's hash, old => new; the same once, though its source shows it, too. */
function changesIn(preview: string, resource = "api"): { from: string; to: string }[] {
  const ofResource = preview.split("[urn=").find((part) => part.split("]")[0]?.endsWith(`::${resource}`)) ?? "";
  const [own = ""] = ofResource.split("--outputs:--");
  const shown = [...own.matchAll(/~ codeSha256\s*: "([^"]+)" => "([^"]+)"/g)];
  const changes = new Map(shown.map(([, from = "", to = ""]) => [`${from} ${to}`, { from, to }]));
  return [...changes.values()];
}

describe("the examples of sources, through the real engine and the emulator", () => {
  let testbed: Testbed;

  before(async () => {
    testbed = await Testbed.start();
  });
  after(() => testbed.stop());

  it("s3's README holds: the function answers as it says, and an unchanged object is no update", async () => {
    const example = new ExampleRun("s3", await testbed.example("s3", {}));
    await example.typed("node tools/demo/function.mjs create s3-api");
    await example.typed("node ../../tools/demo/package.mjs s3-packages api.zip app");
    await example.typed("pulumi up --yes");
    const answer = await example.typed("node ../../tools/demo/function.mjs invoke s3-api:1");
    expect(JSON.parse(answer)).to.deep.equal(example.promisedAnswer());
    const again = await testbed.counted(() => example.typed("pulumi up", "--yes", "--skip-preview"));
    expect(again.result).to.contain("2 unchanged");
    expect(again.operations).to.deep.equal(["HEAD /s3-packages/api.zip"]);

    example.edit("app/index.mjs", "first", "second");
    await example.typed("node ../../tools/demo/package.mjs s3-packages api.zip app");
    expect(changesIn(await example.typed("pulumi preview --diff"))).to.have.lengthOf(1);
    await example.typed("pulumi up", "--yes", "--skip-preview");
    expect(await example.project.outputs()).to.deep.equal({
      version: "2",
      codeSha256: await testbed.lambda.codeSha256("s3-api"),
    });
    expect(await testbed.lambda.invoke("s3-api", "2")).to.deep.equal({ message: "Hello from the second deploy" });
    const { codeSha256 } = await example.project.outputs();
    await example.typed("pulumi destroy --yes --remove");
    expect(await testbed.lambda.codeSha256("s3-api")).to.equal(codeSha256);
  });

  it("promotion's README holds: a preview shows the same old => new for both, and up deploys both in order", async () => {
    const example = new ExampleRun("promotion", await testbed.example("promotion", {}));
    const functions = ["promotion-staging", "promotion-production"];
    for (const name of functions) {
      await example.typed(`node tools/demo/function.mjs create ${name}`);
    }
    await example.typed("pulumi up --yes");
    const answer = await example.typed("node ../../tools/demo/function.mjs invoke promotion-production:1");
    expect(JSON.parse(answer)).to.deep.equal(example.promisedAnswer());
    const again = await testbed.counted(() => example.typed("pulumi up", "--yes", "--skip-preview"));
    expect(again.result).to.contain("3 unchanged");
    expect(again.operations).to.deep.equal([]);

    const { stagingCodeSha256: before } = await example.project.outputs();
    example.edit("app/index.mjs", "first", "second");
    const preview = await example.typed("pulumi preview --diff");
    const { result } = await testbed.counted(() => example.typed("pulumi up", "--yes", "--skip-preview"));
    expect(result).to.contain("2 updated");
    const updated = testbed.wire.requests.filter(({ operation }) => operation === "UpdateFunctionCode");
    expect(updated.map(({ path }) => functions.find((name) => path.includes(name)))).to.deep.equal(functions);
    const after = await testbed.lambda.codeSha256("promotion-production");
    expect(await testbed.lambda.codeSha256("promotion-staging")).to.equal(after);
    for (const resource of ["staging", "production"]) {
      expect(changesIn(preview, resource), resource).to.deep.equal([{ from: before, to: after }]);
    }
    expect(await example.project.outputs()).to.include({ productionVersion: "2", productionCodeSha256: after });
  });

  it("rollback's README holds: the emulator hands out other bytes than previewed, and nothing is sent", async () => {
    const example = new ExampleRun("rollback", await testbed.example("rollback", {}));
    await example.typed("node tools/demo/function.mjs create rollback-api");
    await example.typed("pulumi up --yes");
    example.edit("app/index.mjs", "first", "second");
    await example.typed("pulumi up --yes");
    const { codeSha256 } = await example.project.outputs();
    await example.typed("pulumi config set rollbackTo 1");
    const { result, operations } = await testbed.counted(() => example.run("pulumi up --yes"));
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text.replaceAll(/\s+/g, " ")).to.match(/has the hash \S+ and should have \S+ Nothing was sent/);
    expect(operations).not.to.include("UpdateFunctionCode");
    expect(await testbed.lambda.codeSha256("rollback-api")).to.equal(codeSha256);
  });
});

// What the emulator does not have: images, and bytes of their own for versions.
describe("the examples of sources, through the real engine and the strict Lambda", () => {
  let lambda: StrictLambda;
  let example: ExampleRun;

  async function open(name: string): Promise<void> {
    const project = await EngineProject.ofExample(name, { env: { AWS_ENDPOINT_URL: lambda.url } });
    example = new ExampleRun(name, project);
  }

  beforeEach(async () => {
    lambda = await StrictLambda.start();
  });
  afterEach(async () => {
    example.project.remove();
    await lambda.stop();
  });

  it("rollback's README holds: version 1 comes back as version 3, and the folder again as version 4", async () => {
    lambda.createFunction({ name: "rollback-api" });
    await open("rollback");
    const warning = /warning|Undefined value/;
    expect(await example.typed("pulumi up --yes")).not.to.match(warning);
    expect(await example.project.outputs()).to.include({ version: "1", previousVersion: "none" });
    const first = lambda.function("rollback-api").runningSha256;
    example.edit("app/index.mjs", "first", "second");
    await example.typed("pulumi up --yes");
    const second = lambda.function("rollback-api").runningSha256;
    expect(second).not.to.equal(first);

    await example.typed("pulumi config set rollbackTo 1");
    const preview = await example.typed("pulumi preview --diff");
    expect(changesIn(preview)).to.deep.equal([{ from: second, to: first }]);
    await example.typed("pulumi up --yes");
    expect(lambda.function("rollback-api").runningSha256).to.equal(first);
    expect(await example.project.outputs()).to.include({ version: "3", previousVersion: "2", codeSha256: first });
    lambda.journal.clear();
    expect(await example.typed("pulumi up", "--yes", "--skip-preview")).to.contain("2 unchanged");
    expect(lambda.journal.writes()).to.deep.equal([]);

    await example.typed("pulumi config rm rollbackTo");
    await example.typed("pulumi up --yes");
    expect(await example.project.outputs()).to.include({ version: "4", codeSha256: second });
  });

  it("image's README holds: a tag is deployed by its digest, and one that moved is shown old => new", async () => {
    const repository = "123456789012.dkr.ecr.us-east-1.amazonaws.com/orders";
    const { digestHex } = lambda.images.push(repository, "live");
    lambda.images.share(repository, "111111111111");
    lambda.createFunction({ name: "image-api", packageType: "Image" });
    await open("image");
    const set = "pulumi config set imageUri 123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders:live";
    expect(example.readme).to.contain(set);
    const { code, text } = await example.run(set.replace("eu-central-1", "us-east-1"));
    expect(code, text).to.equal(0);
    await example.typed("pulumi up --yes");
    expect(await example.project.outputs()).to.deep.equal({
      version: "1",
      resolvedImageUri: `${repository}@sha256:${digestHex}`,
    });
    lambda.journal.clear();
    expect(await example.typed("pulumi up", "--yes", "--skip-preview")).to.contain("2 unchanged");
    expect(lambda.journal.requests().map(({ operation }) => operation)).to.deep.equal(["BatchGetImage"]);

    const moved = lambda.images.push(repository, "live", { digestHex: "b".repeat(64) });
    const preview = await example.typed("pulumi preview --diff");
    expect(changesIn(preview)).to.deep.equal([{ from: digestHex, to: moved.digestHex }]);
    await example.typed("pulumi up --yes");
    expect(lambda.function("image-api").runningSha256).to.equal(moved.digestHex);
    expect(await example.project.outputs()).to.include({ version: "2", resolvedImageUri: moved.resolvedUri });
    await example.typed("pulumi destroy --yes --remove");
  });
});
