// Mocha's spec reporter, which also counts for each tier and writes the counts to the file of the option `output`.
const { writeFileSync } = require("node:fs");
const path = require("node:path");
// By its inner path: mocha's front door is an ES module, and requiring one warns on Node 20, which fails our runs.
const { reporters } = require("mocha/lib/mocha.cjs");

module.exports = class TierReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = {};
    const count = (outcome) => (test) => {
      const tier = tierOf(test.file);
      counts[tier] ??= { passed: 0, failed: 0, pending: 0 };
      counts[tier][outcome] += 1;
    };
    runner.on("pass", count("passed"));
    runner.on("fail", count("failed"));
    runner.on("pending", count("pending"));
    runner.once("end", () => writeFileSync(options.reporterOptions.output, JSON.stringify(counts)));
  }
};

// build/test/<tier>/…: the folder names the tier. A hook of the whole run belongs to no file, hence to no tier.
function tierOf(file) {
  const folders = file?.split(path.sep) ?? [];
  return folders[folders.lastIndexOf("test") + 1] ?? "run";
}
