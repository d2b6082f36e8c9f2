import { readFileSync } from "node:fs";
import path from "node:path";
import { importTool } from "./engine/tools.js";
import { repositoryRoot } from "./repositoryRoot.js";

export interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  oneOf?: Property[];
  additionalProperties?: Property;
  description?: string;
  deprecationMessage?: string;
  secret?: boolean;
}
export type Properties = Record<string, Property>;
export interface SchemaType {
  description: string;
  properties?: Properties;
  enum?: { value: string; description: string; deprecationMessage?: string }[];
}

/** A package as Pulumi's languages see it, as far as the tests look at it. */
export interface PackageSchema {
  version: string;
  repository?: string;
  pluginDownloadURL?: string;
  config: { variables: Properties };
  provider: { inputProperties: Properties };
  types: Record<string, SchemaType>;
  resources: Record<
    string,
    {
      description: string;
      properties: Properties;
      required: string[];
      inputProperties: Properties;
      requiredInputs: string[];
      aliases: { type: string }[];
    }
  >;
  language: { nodejs: { packageName: string }; python: { packageName: string }; go: { importBasePath: string } };
}

export const schemaText = readFileSync(path.join(repositoryRoot, "plugin", "schema.json"), "utf8");
export const schema = JSON.parse(schemaText) as PackageSchema;

export function resourceOf(
  { resources }: PackageSchema,
  name: "FunctionCode" | "FunctionRelease" = "FunctionCode",
): PackageSchema["resources"][string] {
  return resources[`lambdacode:index:${name}`]!;
}

type MakeSchema = (said?: Record<string, string>, readText?: (file: string) => string) => string;

/** Makes the schema anew, of lib/ as it is or, by file, as the changes say. */
export async function makeSchema(
  said: Record<string, string> = {},
  changes: Record<string, (text: string) => string> = {},
): Promise<string> {
  const tool = (await importTool("schema.mjs")) as { makeSchema: MakeSchema };
  return tool.makeSchema(said, (file) => {
    const text = readFileSync(path.join(repositoryRoot, "lib", file), "utf8");
    const changed = changes[file]?.(text) ?? text;
    if (file in changes && changed === text) {
      throw new Error(`the change of lib/${file} found nothing to change`);
    }
    return changed;
  });
}
