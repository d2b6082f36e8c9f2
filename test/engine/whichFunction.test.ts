import { expect } from "chai";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

describe("which function is deployed to, through the real engine", () => {
  let testbed: Testbed;

  before(async () => {
    testbed = await Testbed.start();
    const names = ["configured", "moved-from", "moved-to"];
    await Promise.all(names.map((name) => testbed.lambda.createFunction(name)));
  });

  after(async () => {
    await testbed.stop();
  });

  it("the stack's aws: configuration says where Lambda is; static keys in it are refused with a sentence", async () => {
    const config: Record<string, unknown> = {
      "aws:region": "us-east-1",
      "aws:endpoints": [{ lambda: testbed.wire.url }],
    };
    // Where the environment points, nobody answers.
    const nowhere = { AWS_REGION: "eu-north-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const program = programOf({ code: { functionName: "configured", code: "./app" } });
    const project = await testbed.project({ program, config, env: nowhere });
    project.write("app/index.js", handlerSource("configured"));
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(await testbed.lambda.invoke("configured")).to.equal("configured");
    const refreshed = await testbed.counted(() => project.refresh());
    expect(refreshed.operations, "refresh goes the way of the last deploy").to.deep.equal(["GetFunction"]);

    project.configure({ ...config, "aws:accessKey": "AKIAHUNTER2", "aws:secretKey": "hunter2" });
    const refused = await testbed.counted(() => project.preview());
    expect(refused.result.code, refused.result.text).not.to.equal(0);
    expect(refused.result.text)
      .to.contain("aws:accessKey")
      .and.not.to.match(/hunter2/i);
    expect(refused.operations).to.deep.equal([]);
  });

  it("another functionName replaces the resource: the new function gets the code, the old one keeps it", async () => {
    const args = { functionName: "moved-from", code: "./app" };
    const project = await testbed.project({ program: programOf({ code: args }) });
    project.write("app/index.js", handlerSource("moved"));
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    project.writeProgram(programOf({ code: { ...args, functionName: "moved-to" } }));
    const moved = await project.up();
    expect(moved.code, moved.text).to.equal(0);
    expect(moved.text).to.contain("1 replaced");
    expect(project.functionCode().id).to.match(/:function:moved-to$/);
    expect(await testbed.lambda.invoke("moved-to")).to.equal("moved");
    expect(await testbed.lambda.invoke("moved-from")).to.equal("moved");
  });
});
