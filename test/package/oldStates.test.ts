import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { provider as stub } from "#lib/program/providerStub.js";
import { StrictBed } from "../support/strictBed.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import type { Stack } from "../support/stack.js";

const statesFolder = path.join(repositoryRoot, "test", "fixtures", "states");

/** A state as a release wrote it, after a run over the strict Lambda. */
interface OldState {
  inputs: PropertyBag;
  outputs: PropertyBag;
  /** The program's arguments then; `code` is the name of a package. */
  args: PropertyBag & { code: string };
  /** The packages of its versions, in order. */
  versions?: string[];
  /** The package that the function runs. */
  live: string;
  /** What the next preview must say. */
  next: "same" | "update";
  /** The same after a refresh, where that makes a difference: Lambda has gone on meanwhile. */
  nextAfterRefresh?: "same" | "update";
}

for (const release of readdirSync(statesFolder)) {
  describe(`a state that release ${release} wrote`, () => {
    let bed: StrictBed;

    beforeEach(async () => {
      bed = await StrictBed.start();
    });
    afterEach(() => bed.stop());

    for (const file of readdirSync(path.join(statesFolder, release))) {
      const shape = path.basename(file, ".json");

      it(`(${shape}) previews as it did then, asks AWS nothing for that, and is brought to rest by an up`, async () => {
        const { stack, args, next } = load(release, file);
        expect(await stack.preview(args)).to.equal(next);
        expect(bed.requests()).to.deep.equal([]);
        await stack.up(args);
        expect(bed.function.runningSha256).to.equal(bed.code(path.basename(args.code, ".zip")).hash);
        expect((await stack.up(args)).step).to.equal("same");
      });

      it(`(${shape}) refreshes to what is live, and previews what is left to do afterwards`, async () => {
        const { stack, args, next, nextAfterRefresh = next } = load(release, file);
        await stack.refresh();
        expect(stack.outputs).to.include({ codeSha256: bed.function.codeSha256, revisionId: bed.function.revisionId });
        expect(await stack.preview(args)).to.equal(nextAfterRefresh);
      });
    }

    it("is destroyed without us: the stub has no delete", () => {
      expect(stub).not.to.have.property("delete");
      expect(
        createProvider({ clock: bed.clock, log: { info: () => undefined, warn: () => undefined } }),
      ).not.to.have.property("delete");
    });

    function bytesOf(code: string): Buffer {
      return readFileSync(bed.code(code).path);
    }

    function load(release: string, file: string): OldState & { stack: Stack } {
      const text = readFileSync(path.join(statesFolder, release, file), "utf8");
      const folder = bed.folder.replaceAll("\\", "/");
      const old = JSON.parse(text.replaceAll("<endpoint>", bed.url).replaceAll("<folder>", folder)) as OldState;
      for (const version of old.versions ?? []) {
        bed.lambda.deployBehindBack("orders-api", bytesOf(version), { publish: true });
      }
      bed.lambda.deployBehindBack("orders-api", old.live === "foreign" ? old.live : bytesOf(old.live));
      const { stack } = bed;
      Object.assign(stack, { inputs: old.inputs, outputs: old.outputs });
      return { ...old, stack, args: { ...old.args, code: bed.code(old.args.code).path } };
    }
  });
}
