import { expect } from "chai";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { Testbed } from "../support/engine/testbed.js";

const idle = /\d unchanged/;
const busy = /\d (created|updated|replaced)/;

// On the emulator, which runs the code that was deployed.
describe("the READMEs of the examples, by hand through the real engine", () => {
  let testbed: Testbed;

  before(async () => {
    testbed = await Testbed.start();
  });

  after(async () => {
    await testbed.stop();
  });

  it("environments: one build goes from dev to prod, and the gate keeps another back until staging has it", async () => {
    const keys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SHARED_CREDENTIALS_FILE: "accounts.ini" };
    const example = new ExampleRun("environments", await testbed.copyOfExample("environments", keys));
    const invoke = "AWS_PROFILE=prod AWS_REGION=eu-central-1 node ../../tools/demo/function.mjs invoke orders-api:1";
    await example.typed("AWS_PROFILE=dev AWS_REGION=us-east-1 node tools/demo/function.mjs create orders-api");
    await example.typed("AWS_PROFILE=staging AWS_REGION=eu-west-1 node tools/demo/function.mjs create orders-api");
    await example.typed("AWS_PROFILE=prod AWS_REGION=eu-central-1 node tools/demo/function.mjs create orders-api");
    for (const stack of ["dev", "staging", "prod"]) {
      await example.typed(`pulumi stack init ${stack}`);
      await example.typed(`pulumi up --yes --stack ${stack}`, "--skip-preview");
    }
    expect(answerIn(await example.typed(invoke))).to.deep.equal(example.promisedAnswer());
    const again = await example.typed("pulumi up --yes --stack prod", "--skip-preview");
    expect(again).to.match(idle).and.not.to.match(busy);

    example.edit("app/index.mjs", "first", "second");
    await example.typed("pulumi up --yes --stack dev", "--skip-preview");
    await example.typed(
      "pulumi config set-all --stack prod --path --plaintext from=organization/environments/dev --plaintext fromAws.region=us-east-1 --plaintext fromAws.profile=dev",
    );
    const refused = await example.run("pulumi preview --stack prod");
    expect(refused.code, refused.text).not.to.equal(0);
    expect(refused.text).to.contain("codeSha256 pins");
    await example.typed("pulumi up --yes --stack staging", "--skip-preview");
    await example.typed("pulumi up --yes --stack prod", "--skip-preview");
    expect(await example.typed(invoke.slice(0, -2))).to.contain("second");
    for (const stack of ["prod", "staging", "dev"]) {
      await example.typed("pulumi destroy --yes --remove --stack", stack, "--skip-preview");
    }
    expect(await example.typed(invoke.slice(0, -2))).to.contain("second");
  });

  it("beside: the code follows the owner's function through a change and through being made anew", async () => {
    const project = await testbed.example("beside", {});
    const example = new ExampleRun("beside", project);
    const invoke = "node ../../tools/demo/function.mjs invoke beside-api:1";
    await example.typed("pulumi up --yes", "--skip-preview");
    expect(answerIn(await example.typed(invoke))).to.deep.equal(example.promisedAnswer());
    await example.typed("pulumi config set memorySize 256");
    await example.typed("pulumi up --yes", "--skip-preview");
    expect(await project.outputs()).to.include({ version: "2" });
    await example.typed("pulumi config set generation 2");
    await example.typed("pulumi up --yes", "--skip-preview");
    expect(answerIn(await example.typed(invoke))).to.deep.equal(example.promisedAnswer());
    await example.typed('pulumi config set placeholder "another one"');
    expect(await example.typed("pulumi up --yes", "--skip-preview"))
      .to.match(idle)
      .and.not.to.match(busy);
    await example.typed("pulumi destroy --yes --remove", "--skip-preview");
    const gone = await example.run(invoke);
    expect(gone.text).to.contain("ResourceNotFoundException");
  });
});

/** Without the SDK's own words about the Node that it runs on. */
function answerIn(text: string): unknown {
  return JSON.parse(/\{.*\}/.exec(text)?.[0] ?? "null");
}
