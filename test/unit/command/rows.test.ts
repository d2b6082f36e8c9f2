import { expect } from "chai";
import type { MatchedBy } from "#lib/command/matrix/rowNames.js";
import { rowsOf } from "#lib/command/matrix/rows.js";
import type { Column } from "#lib/command/stacks/column.js";
import {
  code,
  columnWith,
  hashes,
  release,
  type Resource,
  sealed,
  textsIn,
} from "../../support/command/exportedStates.js";

const earlier = { lastModified: "2025-12-01T00:00:00.000+0000" };

describe("the rows of the matrix", () => {
  it("are functions by the names of their resources, of any stack and either face, in order", () => {
    const byPlugin = { ...code("api"), type: "lambdacode:index:FunctionCode" };
    const columns = [columnWith("dev", [code("worker"), code("api")]), columnWith("prod", [byPlugin, code("api2")])];
    expect(shown(columns)).to.deep.equal([
      ["api", "same"],
      ["api2", ""],
      ["worker", "–"],
    ]);
  });

  it("are functions by their own names where that is asked for", () => {
    const renamed = { ...code("api"), urn: code("gateway").urn };
    const columns = [columnWith("dev", [code("api")]), columnWith("prod", [renamed])];
    expect(shown(columns, "function")).to.deep.equal([["api-function", "same"]]);
    expect(shown(columns)).to.have.lengthOf(2);
  });

  it("tell resources of one name apart by the components around them", () => {
    const inside = (component: string): Resource => {
      const resource = code("api");
      return { ...resource, urn: resource.urn.replace(resource.type, `shop:${component}$${resource.type}`) };
    };
    const columns = [columnWith("dev", [inside("Orders"), inside("Users")]), columnWith("prod", [inside("Users")])];
    expect(shown(columns).map(([name]) => name)).to.deep.equal(["api (shop:Orders)", "api (shop:Users)"]);
  });

  const withType = (resource: Resource, type: string): Resource => {
    return { ...resource, type, urn: resource.urn.replace(resource.type, type) };
  };
  const plugins = "lambdacode:index:FunctionCode";

  it("tell them apart alike by either face, so that what moved to the other one is in its row", () => {
    const inside = { ...code("api"), urn: code("api").urn.replace("pulumi-nodejs", "shop:Orders$pulumi-nodejs") };
    const columns = [
      columnWith("staging", [code("api"), inside]),
      columnWith("prod", [withType(code("api"), plugins), inside]),
    ];
    expect(shown(columns)).to.deep.equal([
      ["api (FunctionCode)", "same"],
      ["api (shop:Orders)", "same"],
    ]);
  });

  it("leave no resource out, however alike their names are", () => {
    const drifted = code("api", hashes.one, { codeSha256: hashes.two });
    const twice = [drifted, { ...code("api"), urn: code("gateway").urn }, withType(code("api"), plugins)];
    const rows = rowsOf([columnWith("dev", twice)], "function");
    expect(rows.map(({ name, cells }) => [name, cells[0]?.drift.length])).to.deep.equal([
      ["api-function (us-east-1 111111111111, api, lambdacode:index:FunctionCode)", 0],
      ["api-function (us-east-1 111111111111, api, pulumi-nodejs:dynamic/lambda:FunctionCode)", 1],
      ["api-function (us-east-1 111111111111, gateway)", 0],
    ]);
    const alike = [code("api"), withType(code("api"), plugins), code("api (FunctionCode)")];
    expect(rowsOf([columnWith("dev", alike)], "resource").map(({ name }) => name)).to.deep.equal([
      "api (FunctionCode) (pulumi-nodejs:dynamic/lambda:FunctionCode)",
      "api (lambdacode:index:FunctionCode)",
      "api (pulumi-nodejs:dynamic/lambda:FunctionCode)",
    ]);
  });

  it("say behind where the code to the left came later, and differs where it came before", () => {
    const old = columnWith("old", [code("api", hashes.one, earlier)]);
    const young = columnWith("young", [code("api", hashes.two)]);
    expect(shown([young, old])).to.deep.equal([["api", "behind"]]);
    expect(shown([old, young])).to.deep.equal([["api", "differs"]]);
  });

  it("say behind where the callers to the left had the same code before, whatever the times", () => {
    const before = { previousCodeSha256: hashes.one, codeSha256: hashes.two };
    const left = columnWith("staging", [
      code("api", hashes.two, earlier),
      release("api", { ...before, lastReleasedAt: undefined }),
    ]);
    expect(shown([left, columnWith("prod", [code("api")])])).to.deep.equal([["api", "behind"]]);
  });

  it("say differs, not behind, where somebody else changed the code to the left after its deploy", () => {
    const tampered = columnWith("staging", [code("api", hashes.one, { codeSha256: hashes.two })]);
    const asDeployed = columnWith("prod", [code("api", hashes.one, earlier)]);
    const older = columnWith("prod", [code("api", hashes.three, earlier)]);
    expect(shown([tampered, asDeployed])).to.deep.equal([["api", "differs"]]);
    expect(shown([tampered, older])).to.deep.equal([["api", "behind"]]);
  });

  it("say behind where only the callers to the left have newer code", () => {
    const moved = columnWith("staging", [code("api"), release("api", { codeSha256: hashes.two })]);
    const before = columnWith("prod", [
      code("api", hashes.one, earlier),
      release("api", { lastReleasedAt: "2025-12-01T00:00:00.000Z" }),
    ]);
    expect(shown([moved, before])).to.deep.equal([["api", "behind"]]);
  });

  it("take an image's digest for the same however it is written", () => {
    const digest = "ab".repeat(32);
    const columns = [columnWith("a", [code("api", digest)]), columnWith("b", [code("api", `sha256:${digest}`)])];
    expect(shown(columns)).to.deep.equal([["api", "same"]]);
  });

  it("are not the same while the callers of an alias that both have get other code", () => {
    const columns = [
      columnWith("staging", [code("api"), release("api")]),
      columnWith("prod", [code("api"), release("api", { codeSha256: hashes.three })]),
    ];
    expect(shown(columns)).to.deep.equal([["api", "differs"]]);
  });

  it("are not the same while some of an alias's callers get another version in one of them alone", () => {
    const shared = release("api", { routingConfig: { 2: 0.1 }, phase: "Held" });
    const columns = [columnWith("staging", [code("api"), release("api")]), columnWith("prod", [code("api"), shared])];
    expect(shown(columns)).to.deep.equal([["api", "differs unfinished"]]);
    const both = [columnWith("staging", [code("api"), shared]), columnWith("prod", [code("api"), shared])];
    expect(shown(both)).to.deep.equal([["api", "same unfinished"]]);
  });

  it("show a release without the function's code in the stack by what its callers have", () => {
    const columns = [columnWith("dev", [release("api")])];
    expect(rowsOf(columns, "resource").map(({ name }) => name)).to.deep.equal(["api-live"]);
    expect(rowsOf(columns, "function").map(({ name }) => name)).to.deep.equal(["api-function"]);
  });

  it("hold code that a refresh found, and an alias that somebody moved, for drifted", () => {
    expect(found(code("api", hashes.one, { codeSha256: hashes.two }))).to.deep.equal({
      drift: ["runs BBBBBBBB, and AAAAAAAA was deployed"],
      unfinished: [],
    });
    expect(found(code("api"), release("api", { functionVersion: "3" })).drift).to.deep.equal([
      "alias live is at 3, and was left at 1",
    ]);
  });

  for (const [what, resources, pending] of [
    ["its last update is Failed", [code("api", hashes.one, { lastUpdateStatus: "Failed" })]],
    ["the function is Pending", [code("api", hashes.one, { state: "Pending" })]],
    ["version 2 failed", [code("api", hashes.one, { failedVersion: "2" })]],
    ["its code is not published yet", [code("api", hashes.one, { publishedCodeSha256: hashes.two })]],
    [
      "the last update was not seen to end",
      [code("api", hashes.one, { codeSha256: hashes.two, replacedCodeSha256: hashes.two })],
    ],
    ["the last deploy failed half-way", [{ ...code("api"), initErrors: ["Deploying api: …"] }]],
    ["a deploy was begun and not ended", [code("api")], [code("api").urn]],
    ["alias live: its calls are being shifted", [code("api"), release("api", { phase: "Shifting" })]],
    ["alias live: its calls are shared, and held so", [code("api"), release("api", { phase: "Held" })]],
    ["alias live: it was rolled back", [code("api"), release("api", { phase: "RolledBack" })]],
    ["alias live: somebody else moved it", [code("api"), release("api", { phase: "Stopped" })]],
  ] as [string, Resource[], string[]?][]) {
    it(`hold it for unfinished where ${what}`, () => {
      const [row] = rowsOf([columnWith("dev", resources, pending)], "resource");
      expect(row?.cells[0]).to.deep.include({ unfinished: [what], drift: [], marks: ["unfinished"] });
    });
  }

  it("hold nothing against a function that is not published, nor against a dry run", () => {
    const plain = { publish: undefined, publishedCodeSha256: undefined, version: "$LATEST" };
    expect(found(code("api", hashes.one, plain))).to.deep.equal({ drift: [], unfinished: [] });
    const dry = { publishedCodeSha256: undefined, dryRun: true };
    expect(found(code("api", hashes.one, dry))).to.deep.equal({ drift: [], unfinished: [] });
  });

  it("leave out what is about to be deleted, what others own, and other resources", () => {
    const others = [
      { ...code("a"), delete: true },
      { ...code("b"), external: true },
      { ...code("c"), type: "aws:s3/bucket:Bucket" },
    ];
    expect(shown([columnWith("dev", others)])).to.deep.equal([]);
  });

  it("hold no secret, and nothing with a part that is one; the resource's id stands in for its ARN", () => {
    const aws = { region: "us-east-1", assumeRoles: [{ roleArn: "arn", externalId: sealed }] };
    const column = columnWith("dev", [code("api", hashes.one, { functionArn: sealed, aws })]);
    expect(column.functions[0]).to.include({
      functionName: "api-function",
      access: "its access in the state holds a secret, and no secret is read",
    });
    expect(textsIn(column).filter((text) => text.includes("sealed"))).to.deep.equal([]);
  });

  it("do not take an alias for moved whose version is a secret", () => {
    const [row] = rowsOf([columnWith("dev", [code("api"), release("api", { functionVersion: sealed })])], "resource");
    expect(row?.cells[0]).to.deep.include({ drift: [], unfinished: [] });
    expect(row?.cells[0]?.deployed.releases[0]?.version).to.equal(undefined);
  });

  for (const [what, resource, why] of [
    ["no ARN", { ...code("odd"), id: "odd", outputs: {} }, '"odd" is not the ARN of a Lambda function'],
    ["a hash that is no text", code("odd", hashes.one, { codeSha256: 5 }), "codeSha256: no text"],
    ["a release's phase missing", release("odd", { phase: sealed }), "phase: missing, or a secret"],
    ["an alias's version that is no text", release("odd", { functionVersion: null }), "functionVersion: no text"],
  ] as [string, Resource, string][]) {
    it(`say of a resource with ${what} that it cannot be read, and hold the others`, () => {
      const column = columnWith("dev", [resource, code("api")]);
      expect(column.functions.map(({ resourceName }) => resourceName)).to.deep.equal(["api"]);
      expect(column.problems).to.have.lengthOf(1);
      expect(column.problems[0]).to.match(/^Reading stack dev: the state of odd\S* is not as this package writes it: /);
      expect(column.problems[0]).to.contain(`: ${why}. Run`);
    });
  }

  it("say of a stack with an operation that has not ended what that means", () => {
    const { problems, isRead } = columnWith("prod", [code("api")], ["urn:pulumi:prod::shop::aws:s3/bucket:Bucket::b"]);
    expect(isRead).to.equal(true);
    expect(problems).to.deep.equal([
      "Reading stack prod: an operation on it is under way, or was cut off. Wait for its end; where it was cut off, run `pulumi cancel` if it left a lock, then `pulumi refresh`. What is shown may change.",
    ]);
  });
});

/** Each row's name, and the marks of the last column. */
function shown(columns: Column[], by: MatchedBy = "resource"): [string, string][] {
  return rowsOf(columns, by).map(({ name, cells }) => [name, cells.at(-1)?.marks.join(" ") ?? "–"]);
}

function found(...resources: Resource[]): { drift: string[]; unfinished: string[] } {
  const cell = rowsOf([columnWith("dev", resources)], "resource")[0]?.cells[0];
  return { drift: cell?.drift ?? [], unfinished: cell?.unfinished ?? [] };
}
