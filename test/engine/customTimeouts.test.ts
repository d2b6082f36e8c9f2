import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { programWithOptions } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

describe("customTimeouts, through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  before(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: "slow" });
    project = await EngineProject.create({ program: "", env: { AWS_ENDPOINT_URL: lambda.url } });
    project.write("app/index.js", handlerSource("one"));
  });

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  const up = (options: string, args = "") => {
    project.writeProgram(programWithOptions({ functionName: "slow", options, args }));
    return project.up();
  };

  it("are timeoutSeconds of a create and of an update where that is not given", async () => {
    const options = `{ customTimeouts: { create: "15m", update: "1h30m" } }`;
    const created = await up(options);
    expect(created.code, created.text).to.equal(0);
    expect(project.functionCode().inputs)
      .to.include({ timeoutSeconds: 900 })
      .and.not.to.have.property("customTimeouts");
    project.write("app/index.js", handlerSource("two"));
    const updated = await up(options);
    expect(updated.code, updated.text).to.equal(0);
    expect(project.functionCode().outputs).to.include({ timeoutSeconds: 5400 });
    expect((await up(options)).text).to.contain("2 unchanged");
    await up(options, "timeoutSeconds: 5");
    expect(project.functionCode().inputs).to.include({ timeoutSeconds: 5 });
  });

  it("end an update that takes longer, with the advice of ours", async () => {
    lambda.settings.inProgressReads = Infinity;
    project.write("app/index.js", handlerSource("three"));
    const { code, text } = await up(`{ customTimeouts: { update: "15s" } }`);
    expect(code, text).not.to.equal(0);
    expect(text.replaceAll(/\s+/g, " ")).to.match(
      /Waiting for the update of slow: not done after .* raise timeoutSeconds/,
    );
  });
});
