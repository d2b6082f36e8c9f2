import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { PropertyBag } from "../support/dynamicHost.js";
import type { ProviderHost } from "../support/providerHost.js";
import { faces, HostedProvider } from "../support/hostedProvider.js";
import { HASH, stateOf } from "../support/hostedState.js";

const UNKNOWN = pulumi.runtime.unknownValue;

for (const face of faces) {
  describe(`check and diff, by the ${face} face`, () => {
    let hosted: HostedProvider;
    let host: ProviderHost;

    before(async () => {
      hosted = await HostedProvider.start(face);
      hosted.lambda.createFunction({ name: "orders-api" });
      hosted.write("app/index.js", "exports.handler = async () => 1;\n");
      host = await hosted.host({ recordModules: true });
    });

    after(async () => {
      await hosted.stop();
    });

    it("with local code and nothing to do send no request and load no module of the AWS SDK", async () => {
      const args = { functionName: "orders-api", code: "./app", publish: true, aws: { region: "us-east-1" } };
      const checked = await host.check({}, args);
      expect(checked.failures).to.deep.equal([]);
      expect(checked.inputs["codeSha256"]).to.match(HASH);
      const state = stateOf(checked.inputs);
      expect(await host.diff(state.functionArn, state, checked.inputs)).to.deep.equal({
        changes: "none",
        replaces: [],
      });
      expect(hosted.lambda.journal.count()).to.equal(0);
      expect(host.loadedModules().some((file) => /dist[\\/]provider\.js$/.test(file))).to.equal(true);
      expect(host.awsSdkModules()).to.deep.equal([]);
    });

    it("give back the arguments as they are, with the hash of the code added", async () => {
      const args = { functionName: "orders-api", code: "./app", ignore: ["*.map"], aws: {} };
      const { inputs } = await host.check({}, args);
      const { codeSha256, ...rest } = inputs;
      expect(rest).to.deep.equal(args);
      expect(codeSha256).to.match(HASH);
    });

    it("take another hash for an update, another function or Region for a replacement", async () => {
      const { inputs } = await host.check({}, { functionName: "orders-api", code: "./app" });
      const state = stateOf(inputs);
      const compare = (news: PropertyBag): Promise<object> =>
        host.diff(state.functionArn, state, { ...inputs, ...news });
      const otherHash = Buffer.alloc(32, 7).toString("base64");
      expect(await compare({ codeSha256: otherHash })).to.deep.equal({ changes: "some", replaces: [] });
      expect(await compare({ functionName: "other" })).to.deep.equal({ changes: "some", replaces: ["functionName"] });
      expect(await compare({ aws: { region: "eu-west-1" } }))
        .to.have.property("replaces")
        .that.has.length(1);
      expect(await compare({ functionName: state.functionArn })).to.deep.equal({ changes: "none", replaces: [] });
    });

    it("report every problem of a resource at once, each with no property's name, for Pulumi would print its value", async () => {
      const { failures } = await host.check(
        {},
        {
          functionName: "orders-api:prod",
          code: "./missing",
          codeSha256: "secret-looking",
          architectures: ["sparc"],
          timeoutSeconds: -1,
          onForeignChange: "shrug",
          functioName: "typing error",
          aws: { assumeRoles: [{ roleArn: "secret-role" }], allowedAccountIds: ["1"] },
        },
      );
      const reasons = failures.map(({ reason }) => reason).join("\n");
      for (const word of [
        "functionName",
        "missing",
        "codeSha256",
        "architectures",
        "timeoutSeconds",
        "onForeignChange",
        "functioName",
        "aws.assumeRoles[0]",
        "aws.allowedAccountIds",
      ]) {
        expect(reasons).to.contain(word);
      }
      expect(new Set(failures.map(({ property }) => property))).to.deep.equal(new Set([""]));
      expect(reasons).not.to.contain("secret-");
    });

    it("fail where the pin is not the hash of the bytes at hand, with both hashes", async () => {
      const pin = Buffer.alloc(32, 1).toString("base64");
      const { inputs } = await host.check({}, { functionName: "orders-api", code: "./app" });
      const { failures } = await host.check({}, { functionName: "orders-api", code: "./app", codeSha256: pin });
      expect(failures).to.have.length(1);
      expect(failures[0]?.reason).to.contain(pin).and.to.contain(inputs["codeSha256"]);
    });

    it("take null and absent arguments for the same", async () => {
      const args = { functionName: "orders-api", code: "./app" };
      const absent = await host.check({}, args);
      const nulls = { ignore: null, codeSha256: null, publish: null, triggers: null, architectures: null, aws: null };
      const empty = await host.check({}, { ...args, ...nulls });
      expect(empty.failures).to.deep.equal([]);
      expect(empty.inputs).to.deep.equal(absent.inputs);
    });

    // An unknown argument of the first two rows of design.md's table is an update, and never a replacement.
    const unknownArguments: [name: string, value: unknown, changes: "some" | "none"][] = [
      ["functionName", UNKNOWN, "some"],
      ["code", UNKNOWN, "some"],
      ["ignore", UNKNOWN, "some"],
      ["ignore", ["*.map", UNKNOWN], "some"],
      ["codeSha256", UNKNOWN, "some"],
      ["publish", UNKNOWN, "some"],
      ["versionDescription", UNKNOWN, "none"],
      ["triggers", UNKNOWN, "some"],
      ["architectures", UNKNOWN, "some"],
      ["architectures", [UNKNOWN], "some"],
      ["timeoutSeconds", UNKNOWN, "none"],
      ["onForeignChange", UNKNOWN, "none"],
      ["aws", UNKNOWN, "some"],
      ["aws", { region: UNKNOWN }, "some"],
      ["aws", { profile: UNKNOWN }, "some"],
      ["aws", { endpoint: UNKNOWN }, "some"],
      ["aws", { assumeRoles: [{ roleArn: UNKNOWN }] }, "some"],
    ];
    for (const [name, value, changes] of unknownArguments) {
      const shown = JSON.stringify(value).replaceAll(UNKNOWN, "unknown");
      it(`let ${name} = ${shown} pass: no failure, ${changes === "some" ? "an update" : "no change"}, no replacement`, async () => {
        const known = (await host.check({}, { functionName: "orders-api", code: "./app", publish: true })).inputs;
        const args = { functionName: "orders-api", code: "./app", publish: true, [name]: value };
        const checked = await host.check(known, args);
        expect(checked.failures).to.deep.equal([]);
        expect(checked.inputs[name]).to.deep.equal(value);
        const state = stateOf(known);
        expect(await host.diff(state.functionArn, state, checked.inputs)).to.deep.equal({ changes, replaces: [] });
      });
    }

    it("show the hash as unknown where the code is", async () => {
      const { inputs } = await host.check({}, { functionName: "orders-api", code: UNKNOWN });
      expect(inputs["codeSha256"]).to.equal(UNKNOWN);
    });

    it("still report what is wrong with the known arguments beside an unknown one", async () => {
      const { failures } = await host.check({}, { functionName: UNKNOWN, code: UNKNOWN, timeoutSeconds: 0 });
      expect(failures.map(({ reason }) => reason).join("\n")).to.contain("timeoutSeconds");
    });
  });
}
