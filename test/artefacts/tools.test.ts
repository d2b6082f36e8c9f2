import { existsSync } from "node:fs";
import { expect } from "chai";
import { artefactTools } from "../support/artefacts/artefactTools.js";

describe("the tools of this tier", () => {
  // Elsewhere what is not on PATH is named, and its packages are left out.
  if (process.platform === "linux" && existsSync("/usr/bin/apt-get")) {
    it("are all there on a Linux with apt, whatever was installed on it", () => {
      expect(artefactTools().leftOut).to.deep.equal([]);
    });
  }

  it("of npm and PyPI are there on any system", () => {
    const { modules, wheels, python } = artefactTools();
    expect([modules, wheels, python].filter((file) => !existsSync(file))).to.deep.equal([]);
  });
});
