import { expect } from "chai";
import type { FunctionConfiguration } from "#lib/aws/lambda/configuration.js";
import { missingHandlerWarning, warnOfMissingHandler } from "#lib/code/handlerFile.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { rememberPackage } from "#lib/code/seenPackages.js";

describe("the handler of a function", () => {
  let packages = 0;
  /** The warning for a package of these files. */
  const warn = (runtime: string, handler: string, files: string[], more: object = {}): string | undefined => {
    const hash = `hash ${(packages += 1)}`;
    rememberPackage(hash, 100, files);
    return missingHandlerWarning({ runtime, handler, ...more } as FunctionConfiguration, hash);
  };

  // Runtime, handler, a file in which it is found.
  const found: [string, string, string][] = [
    ["nodejs22.x", "index.handler", "index.js"],
    ["nodejs22.x", "index.handler", "index.mjs"],
    ["nodejs22.x", "index.handler", "./index.cjs"],
    ["nodejs22.x", "src/app/main.nested.handler", "src/app/main.js"],
    ["nodejs22.x", "./src/main.handler", "src/main.js"],
    ["nodejs22.x", "dist.handler", "dist/index.js"],
    ["nodejs22.x", "dist.handler", "dist/package.json"],
    ["nodejs22.x", "my-handler.handler", "node_modules/my-handler/package.json"],
    ["nodejs22.x", "src/index.handler", "src"],
    ["python3.13", "app.handler", "app.py"],
    ["python3.13", "app.handler", "app/__init__.py"],
    ["python3.13", "a.b.handler", "a/b.py"],
    ["python3.13", "a/b.c.handler", "a/b/c.py"],
    ["python3.13", "app.handler", "app.cpython-313-x86_64-linux-gnu.so"],
    ["ruby3.3", "app.handler", "app.rb"],
    ["ruby3.3", "lib/app.Orders::Api.process", "lib/app.rb"],
    ["ruby3.3", "lamby.handler", "vendor/bundle/ruby/3.3.0/gems/lamby-6.0.0/lib/lamby.rb"],
    ["provided.al2023", "anything", "bootstrap"],
  ];
  for (const [runtime, handler, file] of found) {
    it(`${handler} of ${runtime} is found in ${file}, and missed without it`, () => {
      expect(warn(runtime, handler, ["README.md", file])).to.equal(undefined);
      expect(warn(runtime, handler, ["README.md", "other.txt"])).to.be.a("string");
    });
  }

  it("without its file is told with the files that were looked for", () => {
    expect(warn("nodejs22.x", "index.handler", ["dist/index.js"])).to.equal(
      'the function has the handler "index.handler" (nodejs22.x), and the package has no file for that (looked for "index.js", "index.mjs", "index.cjs"): it will not start, unless its configuration changes too. Correct the paths in the package, or the handler of the function',
    );
    expect(warn("provided.al2", "x", ["main"])).to.match(/^the function runs on provided\.al2, and .*"bootstrap"/);
  });

  it("is not judged where its file may be elsewhere", () => {
    const silent: Parameters<typeof warn>[] = [
      ["nodejs22.x", "index.handler", [], { layers: [{ arn: "arn:aws:lambda:us-east-1:1:layer:x:1" }] }],
      ["nodejs22.x", "/opt/nodejs/wrapper.handler", []],
      ["nodejs22.x", "../index.handler", []],
      ["nodejs22.x", "handler", []],
      ["python3.13", "app.handler", [], { environment: { variableNames: ["PYTHONPATH"] } }],
      ["java21", "example.Handler::handleRequest", []],
      ["dotnet8", "Assembly::Type::Method", []],
    ];
    for (const args of silent) {
      expect(warn(...args), `${args[0]} ${args[1]}`).to.equal(undefined);
    }
    const configuration = { runtime: "nodejs22.x", handler: "index.handler" } as FunctionConfiguration;
    expect(missingHandlerWarning(configuration, "a package that check did not look into")).to.equal(undefined);
    expect(missingHandlerWarning(configuration, undefined)).to.equal(undefined);
  });

  it("is read from every form in which a state has it, and an unreadable one is nothing to fail for", () => {
    rememberPackage("stored", 100, ["main.js"]);
    const configuration = { runtime: "nodejs22.x", handler: "index.handler" } as FunctionConfiguration;
    const linesFor = (stored: unknown): number => {
      const log = new CapturedLog();
      const inputs = { functionName: "orders-api", aws: {}, codeSha256: "stored" };
      warnOfMissingHandler(inputs, stored as string, log);
      return log.lines.length;
    };
    expect([configuration, JSON.stringify(configuration)].map(linesFor)).to.deep.equal([1, 1]);
    expect([undefined, null, "", "{", 7, "null"].map(linesFor)).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });
});
