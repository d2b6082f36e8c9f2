import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import ts from "typescript";
import { inputNames } from "#lib/inputs/argumentNames.js";
import { releaseInputNames } from "#lib/release/releaseArguments.js";
import { describeCode } from "#lib/sources/index.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { typeErrors } from "../support/typeErrors.js";

// @pulumi/aws is half a gigabyte, and only named in the documentation: this is as much of it as is used there.
const pulumiAws = `declare module "@pulumi/aws" {
  import { CustomResource, type CustomResourceOptions, type Input, type Output, ProviderResource } from "@pulumi/pulumi";
  class Provider extends ProviderResource {
    constructor(name: string, args: { region?: string; profile?: string; allowedAccountIds?: string[] });
  }
  export namespace lambda {
    class Function extends CustomResource {
      constructor(name: string, args: Record<string, Input<unknown>>, opts?: CustomResourceOptions);
      readonly arn: Output<string>;
      readonly name: Output<string>;
      readonly environment: Output<unknown>;
      readonly layers: Output<string[] | undefined>;
      readonly memorySize: Output<number | undefined>;
      readonly lastModified: Output<string>;
    }
    class Alias extends CustomResource {
      constructor(name: string, args: Record<string, Input<unknown>>, opts?: CustomResourceOptions);
      readonly arn: Output<string>;
    }
  }
}
`;

const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
  ...readdirSync(path.join(repositoryRoot, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(path.join(repositoryRoot, "examples")).map((name) => `examples/${name}/README.md`),
];

function textOf(page: string): string {
  return readFileSync(path.join(repositoryRoot, page), "utf8");
}

function blocksOf(page: string, languages: string): string[] {
  const pattern = new RegExp(`^\`\`\`(?:${languages})\\b[^\n]*\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...textOf(page).matchAll(pattern)].map((match) => match[1] ?? "");
}

describe("the documentation", () => {
  let folder = "";

  before(() => {
    const parent = path.join(repositoryRoot, ".cache", "package-tests");
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(path.join(parent, "documentation-"));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("has TypeScript that compiles against the types we ship, every block of it", () => {
    const blocks = pages.flatMap((page) => blocksOf(page, "ts|typescript"));
    expect(blocks.length).to.be.at.least(10);
    const files = blocks.map((block, index) => {
      const file = path.join(folder, `block${index + 1}.ts`);
      writeFileSync(file, block);
      return file;
    });
    const declarations = path.join(folder, "pulumiAws.d.ts");
    writeFileSync(declarations, pulumiAws);
    // Each block by itself, as a reader would copy it: without an import it is a module all the same.
    const options = { module: ts.ModuleKind.Node20, moduleDetection: ts.ModuleDetectionKind.Force };
    expect(typeErrors([declarations, ...files], options)).to.deep.equal([]);
  });

  it("imports types in a way that Pulumi's own TypeScript, 3.8, takes: a new folder has no other", () => {
    const blocks = pages.flatMap((page) => blocksOf(page, "ts|typescript"));
    const programs = ["environments", "release"].map((name) => textOf(`examples/${name}/index.ts`));
    expect([...blocks, ...programs].filter((text) => /\bimport [^;]*[{,]\s*type\s/.test(text))).to.deep.equal([]);
  });

  it("links to files and headings that exist", () => {
    const dead = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
        .map((match) => match[1] ?? "")
        .filter((link) => !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(dead).to.deep.equal([]);
  });

  it("gives commands that exist", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const commands = pages.flatMap((page) => commandsOf(page).map((command) => ({ page, command })));
    expect(commands.length).to.be.at.least(10);
    const unknown = commands.filter(({ page, command }) => !isKnown(command, page, Object.keys(scripts)));
    expect(unknown).to.deep.equal([]);
  });

  it("has a page for each page that the index lists, and the other way round", () => {
    const listed = [...textOf("docs/README.md").matchAll(/\]\((\S+\.md)\)/g)].map((match) => `docs/${match[1]}`);
    expect(listed.sort()).to.deep.equal(
      pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md").sort(),
    );
  });

  it("has an API reference with a sentence for every public name, and no warning", () => {
    const typedoc = path.join(repositoryRoot, "node_modules", "typedoc", "bin", "typedoc");
    const run = spawnSync(process.execPath, [typedoc, "--out", path.join(folder, "api")], { cwd: repositoryRoot });
    expect(run.status, run.stdout.toString() + run.stderr.toString()).to.equal(0);
    const classes = readdirSync(path.join(folder, "api", "classes"));
    for (const name of ["FunctionCode", "FunctionRelease"]) {
      expect(classes.filter((file) => file.endsWith(`${name}.html`))).to.have.lengthOf(2);
    }
  });

  it("shows in the picture of a deploy what the preview of the quickstart shows: the hash of its code before and after the edit", async () => {
    const file = "examples/quickstart/app/index.mjs";
    const edited = textOf(file).replace("first", "second");
    mkdirSync(path.join(folder, "app"));
    writeFileSync(path.join(folder, "app", "index.mjs"), edited);
    const hashes = await Promise.all(
      [path.join(repositoryRoot, "examples/quickstart/app"), path.join(folder, "app")].map((code) =>
        describeCode({ code }),
      ),
    );
    const [preview] = JSON.parse(textOf("docs/pictures/deploy.json")) as { output: string }[];
    const shown = stripVTControlCharacters(preview!.output);
    expect(shown).to.include(`"${hashes.map(({ codeSha256 }) => codeSha256).join('" => "')}"`);
  });

  it("has every argument of a release in its page's table, and every one that adds a permission in the permissions' page", () => {
    const rows = [...textOf("docs/release.md").matchAll(/^\| `(\w+)` /gm)].map((match) => match[1]);
    expect(rows).to.include.members([...releaseInputNames]);
    const [, ofReleases = ""] = textOf("docs/permissions.md").split("## A release\n");
    for (const name of [
      "smoke",
      "alarms",
      "errorRate",
      "retain",
      "onDestroy",
    ] satisfies (typeof releaseInputNames)[number][]) {
      expect(ofReleases).to.contain(`| \`${name}`);
    }
  });

  it("knows every argument in the README's tables", () => {
    const readme = textOf("README.md");
    const missing = inputNames.filter((name) => name !== "aws" && !readme.includes(`\`${name}\``));
    expect(missing).to.deep.equal([]);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [file = "", heading] = link.split("#");
  const target = file === "" ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(repositoryRoot, target))) {
    return false;
  }
  const headings =
    heading === undefined ? [] : [...textOf(target).matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? "");
  return heading === undefined || headings.some((text) => anchorOf(text) === heading);
}

/** As GitHub makes an anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function commandsOf(page: string): string[] {
  return blocksOf(page, "sh|bash")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
}

const pulumiCommands = ["up", "preview", "refresh", "destroy", "stack", "config", "login", "cancel", "import"];

/** Whether the first words of a command name something that is there. */
function isKnown(command: string, page: string, scripts: string[]): boolean {
  const [program = "", first = "", second = ""] = command.replace(/^(?:\w+=\S+\s+)+/, "").split(/\s+/);
  switch (program) {
    case "npm":
      return (
        ["install", "test", "ci", "pack"].includes(first) ||
        (first === "run" && scripts.includes(second.replace(/^--silent$/, "") || "engine"))
      );
    case "node":
      return [path.dirname(page), ""].some((from) => existsSync(path.join(repositoryRoot, from, first)));
    case "pulumi":
      return pulumiCommands.includes(first);
    case "npx":
      return first === "pulumi-lambda-code" && existsSync(path.join(repositoryRoot, "lib/command", second));
    default:
      return ["export", "unset", "cd", "esbuild", "mkdir", "cp", "printf", "echo", "python3", "pip"].includes(program);
  }
}
