import { expect } from "chai";
import { faults } from "../../support/faults/index.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { WatchBed } from "../../support/watchBed.js";

describe("aliasApi", () => {
  let bed: WatchBed;
  const live = { name: "live", functionVersion: "1", description: "the one that is called" };

  beforeEach(async () => {
    bed = await WatchBed.start();
    bed.publish(2);
  });

  afterEach(() => bed.stop());

  it("makes an alias, moves a share of it, and gives it wholly to another version", async () => {
    const { aliases, functionArn } = bed;
    expect(await aliases.getAlias(functionArn, "live")).to.equal(undefined);
    const made = await aliases.createAlias(functionArn, live);
    expect(made).to.deep.include({ ...live, weights: {}, aliasArn: `${functionArn}:live` });
    const { revisionId } = made;
    const split = await aliases.updateAlias(functionArn, { ...live, weights: { 2: 0.1 }, revisionId });
    expect(split.weights).to.deep.equal({ 2: 0.1 });
    expect(await aliases.getAlias(functionArn, "live")).to.deep.equal(split);
    const whole = { ...live, functionVersion: "2", weights: {}, revisionId: split.revisionId };
    const moved = await aliases.updateAlias(functionArn, whole);
    expect(moved).to.deep.include({ functionVersion: "2", weights: {} });
    expect(moved.revisionId).not.to.equal(split.revisionId);
  });

  it("says the weights with each write: left out, Lambda would keep those of the last one", async () => {
    const { revisionId } = await bed.aliases.createAlias(bed.functionArn, live);
    await bed.aliases.updateAlias(bed.functionArn, { ...live, weights: {}, revisionId });
    const { body } = bed.server.journal.requests("UpdateAlias")[0]!;
    expect(body.RoutingConfig).to.deep.equal({ AdditionalVersionWeights: {} });
    expect(body.Description).to.equal(live.description);
  });

  it("is refused by the alias's own revision, and says what to do", async () => {
    const { revisionId } = await bed.aliases.createAlias(bed.functionArn, live);
    bed.server.moveAliasBehindBack(bed.functionName, "live", { version: "2" });
    const update = { ...live, weights: {}, revisionId };
    expect(await messageOfRejection(bed.aliases.updateAlias(bed.functionArn, update))).to.match(
      /^Moving the alias live of orders-api: PreconditionFailedException: .* \(request id .*\)\. Somebody changed the alias meanwhile: run `pulumi refresh`/,
    );
    expect(await messageOfRejection(bed.aliases.createAlias(bed.functionArn, live))).to.match(
      /^Creating the alias live of orders-api: ResourceConflictException: Alias already exists.*Somebody made the alias meanwhile/,
    );
    expect(
      await messageOfRejection(bed.aliases.createAlias(bed.functionArn, { ...live, name: "b", functionVersion: "9" })),
    ).to.match(/ResourceNotFoundException: Function not found.*Check functionName, aliasName, functionVersion/);
  });

  it("sends a write once though its answer is lost, and again where it was refused for its rate", async () => {
    const { revisionId } = await bed.aliases.createAlias(bed.functionArn, live);
    bed.requests();
    bed.proxy.inject("UpdateAlias", faults.resetAfter());
    const update = { ...live, weights: { 2: 0.5 }, revisionId };
    expect(await messageOfRejection(bed.aliases.updateAlias(bed.functionArn, update))).to.match(/ECONNRESET/);
    expect(bed.requests()).to.deep.equal(["UpdateAlias"]);
    bed.proxy.inject("UpdateAlias", faults.throttled());
    const now = (await bed.aliases.getAlias(bed.functionArn, "live"))!;
    await bed.aliases.updateAlias(bed.functionArn, { ...update, revisionId: now.revisionId });
    expect(bed.proxy.count("UpdateAlias")).to.equal(3);
  });

  it("tells a function that is gone from an alias that is not there", async () => {
    bed.server.deleteBehindBack(bed.functionName);
    const arn = "arn:aws:lambda:us-east-1:111111111111:function:orders-api";
    expect(await messageOfRejection(bed.aliases.listAliases(arn))).to.match(/Function not found/);
    bed.proxy.inject("GetAlias", faults.refusal(404, "ResourceNotFoundException", `Function not found: ${arn}`));
    expect(await messageOfRejection(bed.aliases.getAlias(arn, "live"))).to.match(
      /^Reading the alias live of orders-api: ResourceNotFoundException: Function not found/,
    );
  });

  it("deletes one that is gone already, and lists all of several pages", async () => {
    for (let index = 0; index < 120; index += 1) {
      bed.server.createAlias(bed.functionName, {
        name: `a${index}`,
        version: "1",
        weights: index === 7 ? { 2: 0.2 } : {},
      });
    }
    const all = await bed.aliases.listAliases(bed.functionArn);
    expect(all).to.have.lengthOf(120);
    expect(all.find(({ name }) => name === "a7")?.weights).to.deep.equal({ 2: 0.2 });
    await bed.aliases.deleteAlias(bed.functionArn, "a7");
    await bed.aliases.deleteAlias(bed.functionArn, "a7");
    bed.proxy.inject("DeleteAlias", faults.refusal(404, "ResourceNotFoundException", "Alias not found: a7"));
    await bed.aliases.deleteAlias(bed.functionArn, "a7");
    expect(await bed.aliases.listAliases(bed.functionArn)).to.have.lengthOf(119);
  });
});
