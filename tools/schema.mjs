// Makes plugin/schema.json, which is the resources as every Pulumi language sees them, from the documented TypeScript of lib/.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { packageName } from "./schema/adaptations.mjs";
import { describeResources } from "./schema/resource.mjs";
import { createSources } from "./schema/sources.mjs";
import { repositoryRoot } from "./setup/dependencies.mjs";
import { isMain } from "./setup/isMain.mjs";

const file = path.join(repositoryRoot, "plugin", "schema.json");

/** What is known only where something is published; the committed schema has none of it but these names. */
const neutral = {
  "node-package": "pulumi-lambdacode",
  "python-package": "pulumi_lambdacode",
  "go-import-base-path": "example.com/pulumi-lambdacode/sdk/go/lambdacode",
};
const options = {
  check: { type: "boolean", default: false },
  "plugin-download-url": { type: "string" },
  repository: { type: "string" },
  ...Object.fromEntries(Object.entries(neutral).map(([name, value]) => [name, { type: "string", default: value }])),
};

/** The schema as text. `readText` gives the files of lib/ by their paths in there; `said` are options of the command. */
export function makeSchema(
  said = {},
  readText = (name) => readFileSync(path.join(repositoryRoot, "lib", name), "utf8"),
) {
  const { version, description, keywords, license } = JSON.parse(
    readFileSync(path.join(repositoryRoot, "package.json"), "utf8"),
  );
  const settings = { ...neutral, ...said };
  const schema = {
    name: packageName,
    displayName: "AWS Lambda code",
    version,
    description,
    keywords: [...keywords, "category/cloud", "kind/native"],
    license,
    repository: settings.repository,
    pluginDownloadURL: settings["plugin-download-url"],
    ...describeResources(createSources(readText)),
    // An SDK of this version asks for the plugin of this version.
    language: {
      nodejs: { packageName: settings["node-package"], respectSchemaVersion: true },
      python: { packageName: settings["python-package"], respectSchemaVersion: true, pyproject: { enabled: true } },
      go: {
        importBasePath: settings["go-import-base-path"],
        generateResourceContainerTypes: true,
        respectSchemaVersion: true,
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function run() {
  const { check, ...said } = parseArgs({ options }).values;
  const made = makeSchema(said);
  if (!check) {
    writeFileSync(file, made);
  } else if (!existsSync(file) || readFileSync(file, "utf8") !== made) {
    throw new Error("plugin/schema.json is not what lib/ documents: run `node tools/schema.mjs`, and commit it");
  }
}

if (isMain(import.meta.url)) {
  try {
    run();
  } catch (error) {
    console.error(`schema: ${error.message}`);
    process.exitCode = 1;
  }
}
