import { expect } from "chai";
import { checkAll } from "#lib/command/matrix/checks.js";
import { rowsOf } from "#lib/command/matrix/rows.js";
import { inUsualOrder } from "#lib/command/stacks/stackOrder.js";
import type { Column } from "#lib/command/stacks/column.js";
import { code, columnWith, hashes, release } from "../../support/command/exportedStates.js";

describe("--require-same", () => {
  it("holds where the bytes are the same in each of its stacks, whatever the others run", () => {
    const columns = [
      columnWith("dev", [code("api", hashes.two)]),
      columnWith("staging", [code("api")]),
      columnWith("prod", [code("api")]),
    ];
    expect(failuresOf(columns, ["staging", "prod"])).to.deep.equal([]);
    expect(failuresOf(columns, ["dev", "staging", "prod"])).to.deep.equal([
      "api: dev runs BBBBBBBB, staging runs AAAAAAAA, prod runs AAAAAAAA",
    ]);
  });

  it("does not hold where one of its stacks has no such function; a function of other stacks is none of its", () => {
    const columns = [columnWith("dev", [code("tool")]), columnWith("staging", [code("api")]), columnWith("prod", [])];
    expect(failuresOf(columns, ["staging", "prod"])).to.deep.equal(["api: staging runs AAAAAAAA, prod has none"]);
  });

  it("does not hold while the callers of an alias get other code, nor where nobody knows what runs", () => {
    const staging = columnWith("staging", [code("api"), release("api")]);
    const other = columnWith("prod", [code("api"), release("api", { codeSha256: hashes.two })]);
    expect(failuresOf([staging, other], ["staging", "prod"])).to.deep.equal([
      "api: staging runs AAAAAAAA (alias live AAAAAAAA), prod runs AAAAAAAA (alias live BBBBBBBB)",
    ]);
    const unknown = columnWith("prod", [code("api", hashes.one, { codeSha256: undefined })]);
    expect(failuresOf([staging, unknown], ["staging", "prod"])).to.have.lengthOf(1);
  });
});

describe("the usual order of stacks", () => {
  it("leads from where code is tried to where it is relied upon, by names with or without their project", () => {
    const names = ["prod", "acme/shop/production", "eu", "staging", "dev-2", "ci", "acme/shop/dev", "preview", "demo"];
    expect(inUsualOrder(names.map((name) => ({ name }))).map(({ name }) => name)).to.deep.equal([
      "acme/shop/dev",
      "dev-2",
      "ci",
      "preview",
      "staging",
      "demo",
      "eu",
      "acme/shop/production",
      "prod",
    ]);
  });
});

function failuresOf(columns: Column[], same: string[]): string[] {
  const [check] = checkAll(columns, rowsOf(columns, "resource"), {
    same: [same],
    noDrift: false,
    noneUnfinished: false,
  });
  return check?.failures ?? ["no check"];
}
