import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { unknownValue } from "#lib/ground/unknowns.js";
import { CapturedLog } from "../support/capturedLog.js";
import type { Code } from "../support/code.js";
import { onStrictLambda } from "../support/eachLambda.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { StrictBed } from "../support/strictBed.js";

onStrictLambda("check", (testOnBed) => {
  const test = (title: string, body: (on: ReturnType<typeof withProvider>) => Promise<void>) => {
    testOnBed(title, (bed) => body(withProvider(bed)));
  };

  test("puts the hash of the code among the inputs", async ({ one, check }) => {
    const { inputs, failures } = await check({}, { functionName: "orders-api", code: one.path });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.equal({ functionName: "orders-api", code: one.path, codeSha256: one.hash });
  });

  test("gives back no undefined and no null, which the engine cannot take", async ({ one, check }) => {
    const { inputs } = await check({}, { functionName: "f", code: one.path, publish: undefined, aws: null });
    expect(Object.keys(inputs)).to.have.members(["functionName", "code", "codeSha256"]);
  });

  test("accepts a pin that fits, and refuses other bytes at hand", async ({ one, two, check }) => {
    const pinned = { functionName: "orders-api", code: one.path, codeSha256: one.hash };
    expect((await check({}, pinned)).failures).to.deep.equal([]);
    const { failures } = await check({}, { ...pinned, codeSha256: two.hash });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]?.reason).to.include(one.hash).and.to.include(two.hash);
  });

  test("says of a pin that is the hash of the last inputs where it may come from", async ({ one, two, check }) => {
    // As Pulumi puts it there, where a transform adds it to ignoreChanges.
    const { inputs } = await check({}, { functionName: "orders-api", code: one.path });
    const { failures } = await check(inputs, { ...inputs, code: two.path });
    expect(failures.map(({ reason }) => reason).join()).to.match(/pins .* a transform has put codeSha256 or \* into/);
    const other = await check({ ...inputs, codeSha256: two.hash }, { ...inputs, code: two.path });
    expect(other.failures.map(({ reason }) => reason).join())
      .to.contain("pins")
      .and.not.to.contain("transform");
  });

  test("makes timeoutSeconds of the customTimeouts of what is to come, where it is not given", async ({
    one,
    check,
  }) => {
    const args = { functionName: "f", code: one.path, customTimeouts: { createSeconds: 900, updateSeconds: 1200 } };
    const { inputs: created } = await check({}, args);
    expect(created).to.include({ timeoutSeconds: 900 }).and.not.to.have.property("customTimeouts");
    const { inputs: updated, failures } = await check(created, args);
    expect(failures).to.deep.equal([]);
    expect(updated).to.include({ timeoutSeconds: 1200 }).and.not.to.have.property("customTimeouts");
    expect((await check(created, { ...args, timeoutSeconds: 5 })).inputs).to.include({ timeoutSeconds: 5 });
    const createOnly = { ...args, customTimeouts: { createSeconds: 900 } };
    expect((await check(created, createOnly)).inputs).not.to.have.property("timeoutSeconds");
    const tooLong = await check({}, { ...args, customTimeouts: { createSeconds: 90_000 } });
    expect(tooLong.failures.map(({ reason }) => reason)).to.deep.equal([
      "timeoutSeconds, or customTimeouts in its place, must be a number, from 1 to 86400 seconds, not 90000.",
    ]);
  });

  test("passes the hash on as unknown while the code is unknown, and a pin as it is", async ({ one, check }) => {
    const unknown = { functionName: "f", code: unknownValue };
    expect((await check({}, unknown)).inputs.codeSha256).to.equal(unknownValue);
    expect((await check({}, { ...unknown, codeSha256: one.hash })).inputs.codeSha256).to.equal(one.hash);
  });

  test("knows the hash while the function is not known yet", async ({ one, check }) => {
    const { inputs } = await check({}, { functionName: unknownValue, code: one.path });
    expect(inputs).to.include({ functionName: unknownValue, codeSha256: one.hash });
  });

  test("reports the code's problem beside all others, each without a property's name", async ({ check }) => {
    const { failures } = await check({}, { functionName: "no such", code: "/no/such/file.zip", timeoutSeconds: -1 });
    expect(failures.map(({ property }) => property)).to.deep.equal(["", "", ""]);
    const reasons = failures.map(({ reason }) => reason).join("\n");
    expect(reasons)
      .to.match(/functionName/)
      .and.to.match(/timeoutSeconds/)
      .and.to.match(/no\/such\/file\.zip/);
  });

  test("looks at native files again when only the architecture changes", async ({ bed, check, log }) => {
    const elf = Buffer.alloc(64);
    elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    elf.writeUInt16LE(2, 16);
    elf.writeUInt16LE(62, 18);
    mkdirSync(path.join(bed.folder, "native"));
    writeFileSync(path.join(bed.folder, "native", "bootstrap"), elf);
    const args = { functionName: "f", code: path.join(bed.folder, "native"), architectures: ["x86_64"] };
    const { inputs } = await check({}, args);
    expect(log.text).to.equal("");
    await check(inputs, { ...args, architectures: ["arm64"] });
    expect(log.text).to.match(/f: warning: .*bootstrap/);
  });

  test("refuses two resources that want different code for one function, and names both", async ({
    one,
    two,
    check,
  }) => {
    await check({}, { functionName: "orders-api", code: one.path });
    const { failures } = await check({}, { functionName: "orders-api", code: two.path });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]?.reason).to.include(one.hash).and.to.include(two.hash).and.to.include(two.path);
  });

  test("lets two resources pass that want the same code for one function", async ({ one, check }) => {
    await check({}, { functionName: "orders-api", code: one.path });
    expect((await check({}, { functionName: "orders-api", code: one.path })).failures).to.deep.equal([]);
  });

  test("takes namesakes in other Regions and accounts for other functions", async ({ one, two, check }) => {
    await check({}, { functionName: "orders-api", code: one.path, aws: { region: "us-east-1" } });
    const others = [{ region: "eu-west-1" }, { region: "us-east-1", profile: "prod" }];
    for (const aws of others) {
      expect((await check({}, { functionName: "orders-api", code: two.path, aws })).failures).to.deep.equal([]);
    }
  });

  test("is followed by an update where state has no text of the stub, as after the plugin", async ({
    bed,
    one,
    provider,
  }) => {
    const args = { functionName: "orders-api", code: one.path, aws: bed.aws() };
    const { inputs } = await provider.check({}, args);
    const { outs } = await provider.create(inputs);
    const changes = async (olds: object, news: object) =>
      (await provider.diff("", { ...outs, ...olds }, { ...inputs, ...news })).changes;
    const stub = { __provider: "exports.handler = …" };
    expect(await changes({}, stub)).to.equal(true);
    expect(await changes(stub, stub)).to.equal(false);
    // The plugin's own, and a refresh of what it left.
    expect(await changes({}, {})).to.equal(false);
    expect(await changes(stub, {})).to.equal(false);
  });

  test("leaves it to the deploy to find two spellings of one function: the second is refused before anything is sent", async ({
    bed,
    one,
    two,
    provider,
  }) => {
    const run = (functionName: string, { path, hash }: Code) =>
      provider.create({ functionName, code: path, codeSha256: hash, aws: bed.aws() });
    await run("orders-api", one);
    const message = await messageOfRejection(run(bed.function.arn, two));
    expect(message).to.match(/Two FunctionCode resources of this program want different code/);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  test("takes functions of equal ARNs at two endpoints for two, as two emulators have them", async ({
    bed,
    one,
    two,
    provider,
  }) => {
    const other = await StrictBed.start();
    try {
      for (const [at, { path, hash }] of [[bed, one] as const, [other, two] as const]) {
        await provider.create({ functionName: "orders-api", code: path, codeSha256: hash, aws: at.aws() });
      }
      expect([bed.function.runningSha256, other.function.runningSha256]).to.deep.equal([one.hash, two.hash]);
      expect(bed.function.arn).to.equal(other.function.arn);
    } finally {
      await other.stop();
    }
  });
});

function withProvider(bed: StrictBed) {
  const { one, two, clock } = bed;
  const log = new CapturedLog();
  const provider = createProvider({ clock, log });
  return { bed, one, two, log, provider, check: provider.check };
}
