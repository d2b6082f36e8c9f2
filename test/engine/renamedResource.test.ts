import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { programWithOptions } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

// On the strict Lambda, which as AWS publishes no second version where nothing changed since the last one.
describe("a resource with a version to go back to, through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: "renamed" });
    project = await EngineProject.create({ program: "", env: { AWS_ENDPOINT_URL: lambda.url } });
    for (const answer of ["first", "second"]) {
      project.write("app/index.js", handlerSource(answer));
      await up({});
    }
    expect(await project.outputs()).to.deep.equal({ version: "2", previousVersion: "1" });
    lambda.journal.clear();
  });

  afterEach(async () => {
    await lambda.stop();
    project.remove();
  });

  async function up(wanted: { name?: string; options?: string }, ...flags: string[]): Promise<string> {
    project.writeProgram(programWithOptions({ functionName: "renamed", args: "publish: true", ...wanted }));
    const { code, text } = await project.up(...flags);
    expect(code, text).to.equal(0);
    return text;
  }

  /** The code and its version are taken over; what was before them is known to the old resource only. */
  async function expectFirstDeploy(): Promise<void> {
    expect(lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal(["PublishVersion"]);
    expect(lambda.function("renamed").versions).to.have.length(2);
    expect(await project.outputs()).to.deep.equal({ version: "2", previousVersion: "none" });
  }

  it("keeps it under a new name where aliases have the old one: nothing changes, and nothing is asked", async () => {
    expect(await up({ name: "other", options: `{ aliases: [{ name: "api" }] }` })).to.contain("2 unchanged");
    expect(project.functionCode().urn).to.match(/::other$/);
    expect(lambda.journal.requests()).to.deep.equal([]);
    expect(await project.outputs()).to.deep.equal({ version: "2", previousVersion: "1" });
  });

  it("begins anew under a new name without aliases: no code is sent, no version added, and none known before it", async () => {
    await up({ name: "other" });
    await expectFirstDeploy();
  });

  it("begins anew with --replace: no code is sent, no version added, and none known before it", async () => {
    expect(await up({}, "--replace", project.functionCode().urn)).to.contain("1 replaced");
    await expectFirstDeploy();
  });
});
