import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { forEachLambda } from "../support/eachLambda.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { CheckFailed } from "../support/stack.js";

forEachLambda("a deploy", (test) => {
  test("brings the code, waits until it runs, and records what a fresh read shows", async (bed) => {
    const { stack, one, target } = bed;
    const { step, outputs } = await stack.up({ code: one.path });
    expect(step).to.equal("create");
    expect(await bed.running()).to.equal(one.hash);
    expect(bed.requests().join(" ")).to.match(/^GetFunction UpdateFunctionCode( GetFunction)+$/);
    const { revisionId, lastModified } = await target.look();
    expect(outputs).to.deep.include({
      functionArn: target.arn,
      version: "$LATEST",
      qualifiedArn: `${target.arn}:$LATEST`,
      codeSha256: one.hash,
      deployedCodeSha256: one.hash,
      lastUpdateStatus: "Successful",
      state: "Active",
      packageType: "Zip",
      architectures: ["x86_64"],
      revisionId,
      lastModified,
    });
  });

  test("says on create which code it replaces", async ({ stack, one, target }) => {
    const before = (await target.look()).codeSha256;
    const { log } = await stack.up({ code: one.path });
    expect(log).to.match(new RegExp(`^${target.name}: replaces the function's present code `, "m"));
    expect(log).to.include(before);
  });

  test("adopts a function that runs the code already, and sends nothing", async (bed) => {
    const { stack, one, target } = bed;
    await target.deploy(one.bytes);
    const { step, outputs } = await stack.up({ code: one.path });
    expect(step).to.equal("create");
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
    expect(outputs).to.include({ codeSha256: one.hash, deployedCodeSha256: one.hash });
  });

  test("does nothing, and asks nothing, where nothing changed", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    expect(await stack.preview({ code: one.path })).to.equal("same");
    expect((await stack.up({ code: one.path })).step).to.equal("same");
    expect(bed.requests()).to.deep.equal([]);
  });

  test("shows a change of code in a preview that asks AWS nothing, and brings it", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    expect(await stack.preview({ code: two.path })).to.equal("update");
    expect(bed.requests()).to.deep.equal([]);
    await stack.up({ code: two.path });
    expect(await bed.running()).to.equal(two.hash);
    expect(stack.outputs).to.include({ codeSha256: two.hash, deployedCodeSha256: two.hash });
  });

  test("names the function by its ARN in every call once it is known", async ({ stack, one, two, target, proxy }) => {
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    const names = proxy.requests.map(({ functionName }) => functionName);
    expect(names[0]).to.equal(target.name);
    expect(new Set(names.slice(1))).to.deep.equal(new Set([target.arn]));
  });

  test("guards the update by the revision it just saw", async (bed) => {
    const { revisionId } = await bed.target.look();
    await bed.stack.up({ code: bed.one.path });
    expect(bed.writes()[0]?.body).to.include({ RevisionId: revisionId });
  });

  test("waits for an update of somebody else's configuration before it sends", async (bed) => {
    const { stack, one, two, target, proxy } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    proxy.before("GetFunction", 1, () => target.configure({ MemorySize: 256 }, { inProgress: true }));
    proxy.inject("GetFunction", faults.neverDone()); // A slow machine looks when it is done already.
    await stack.up({ code: two.path });
    expect(bed.requests().join(" ")).to.match(/^GetFunction( GetFunction)+ UpdateFunctionCode( GetFunction)+$/);
    expect(await bed.running()).to.equal(two.hash);
  });

  test("waits for a function that is still being created", async (bed) => {
    const { stack, one, target, proxy } = bed;
    await target.delete();
    proxy.before("GetFunction", 1, () => target.createAnew({ inProgress: true }));
    proxy.inject("GetFunction", faults.neverDone()); // As above.
    await stack.up({ code: one.path });
    expect(bed.requests().join(" ")).to.match(/^GetFunction( GetFunction)+ UpdateFunctionCode( GetFunction)+$/);
    expect(await bed.running()).to.equal(one.hash);
  });

  test("keeps the key of the package where none is asked for", async (bed) => {
    const sourceKmsKeyArn = "arn:aws:kms:us-east-1:111111111111:key/abc";
    const { name } = await bed.createFunction({ name: "encrypted", sourceKmsKeyArn });
    await bed.stack.up({ code: bed.one.path, functionName: name });
    expect(bed.writes()[0]?.body).to.include({ SourceKMSKeyArn: sourceKmsKeyArn });
  });

  test("changes the architecture when asked, and keeps it when not", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path });
    expect(bed.writes()[0]?.body).not.to.have.property("Architectures");
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
    expect((await bed.target.look()).architectures).to.deep.equal(["arm64"]);
    expect((await stack.up({ code: one.path, architectures: ["arm64"] })).step).to.equal("same");
    expect((await stack.up({ code: one.path })).step).to.equal("same");
  });

  test("replaces nothing and sends nothing where a refusal comes back, and keeps the old state", async (bed) => {
    const { stack, one, two, target } = bed;
    await stack.up({ code: one.path });
    const before = stack.outputs;
    bed.deny("UpdateFunctionCode");
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.match(
      new RegExp(
        `^Updating the code of ${target.name}: AccessDeniedException: .* \\(request id .*\\)\\. Allow lambda:UpdateFunctionCode`,
      ),
    );
    expect(stack.outputs).to.deep.equal(before);
    expect(await bed.running()).to.equal(one.hash);
  });

  test("sends nothing where a check fails: no zip, one that unpacks to too much, or other code than is pinned", async (bed) => {
    const { stack, folder, one, two } = bed;
    const noZip = path.join(folder, "no.zip");
    writeFileSync(noZip, "no zip");
    const tooLarge = path.join(folder, "tooLarge.zip");
    const bytes = Buffer.from(one.bytes);
    bytes.writeUInt32LE(262_144_001, bytes.indexOf("PK\x01\x02", 0, "latin1") + 24);
    writeFileSync(tooLarge, bytes);
    const refused = [{ code: noZip }, { code: tooLarge }, { code: one.path, codeSha256: two.hash }];
    for (const args of refused) {
      await stack.up(args).then(
        () => expect.fail(`${JSON.stringify(args)} passed the check.`),
        (error: unknown) => expect(error).to.be.an.instanceOf(CheckFailed),
      );
    }
    expect(bed.requests()).to.deep.equal([]);
  });

  test("lets destroy leave the function as it is", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    stack.destroy();
    expect(bed.requests()).to.deep.equal([]);
    expect(await bed.running()).to.equal(one.hash);
  });

  test("fails where no such function exists, with what to do", async ({ stack, one }) => {
    const message = await messageOfRejection(stack.up({ code: one.path, functionName: "no-such" }));
    expect(message).to.match(
      /^Reading no-such: ResourceNotFoundException: Function not found: .*no-such \(request id .*\)\. Check functionName/,
    );
    expect(stack.outputs).to.equal(undefined);
  });
});
