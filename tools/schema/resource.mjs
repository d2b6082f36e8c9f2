// The resources and the provider's configuration, from the interfaces and the class that document them.
import ts from "typescript";
import { neverStored, packageName, storedTypes } from "./adaptations.mjs";
import { documentationOf } from "./documentation.mjs";
import { createTypes } from "./types.mjs";

/**
 * What a schema says of types, provider and resources.
 *
 * It has no `default` anywhere, though documentation names constants such as false and 600: SDKs would send it with every
 * resource, as if the program had said it. State would list it in `givenInputs`, the resource's `customTimeouts` would never
 * be asked for `timeoutSeconds`, and an argument that is not there, which means "as the function has it", would be lost.
 * Nor has it defaults from the environment: what the machine says, such as AWS_REGION, must not be recorded.
 */
export function describeResources(sources) {
  const { types, objectOf } = createTypes(sources);
  const resources = ["functionCode", "functionRelease"].map(describe);
  const access = read("program/awsArgs.ts", "AwsArgs");
  const provider = documentationOf(sources.get("access/awsInputs.ts", "AwsInputs").declaration, "AwsInputs");
  return {
    config: { variables: access.properties },
    types: sorted(types),
    provider: { ...provider, inputProperties: access.properties },
    resources: Object.fromEntries(resources),
  };

  /** A resource by its class and the interface of its arguments, in files of the same names. */
  function describe(file) {
    const name = file.replace(/^f/, "F");
    const inputs = read(`program/${file}Args.ts`, `${name}Args`);
    const kept = storedArguments(inputs.properties);
    // What is an argument, too, has its type, so that it can be given on to another resource as it is.
    const outputs = read(`program/${file}.ts`, name, typesOf(kept));
    const resource = {
      description: outputs.description,
      properties: { ...kept, ...outputs.properties },
      required: [...new Set([...inputs.required, ...outputs.required])],
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      // The token of the dynamic face: a stack that it has deployed moves over without a change.
      aliases: [{ type: `pulumi-nodejs:dynamic/lambda:${name}` }],
    };
    return [`${packageName}:index:${name}`, resource];
  }

  /** An interface, or of a class what it declares. */
  function read(file, name, known) {
    const { declaration } = sources.get(file, name);
    const members = ts.isClassDeclaration(declaration) ? declaration.members.filter(isDeclared) : declaration.members;
    return { ...documentationOf(declaration, name), ...objectOf(members, file, name, known) };
  }
}

/** Arguments as state keeps them. */
function storedArguments(properties) {
  return mapped(without(properties, neverStored), (property, name) =>
    storedTypes[name] ? { type: storedTypes[name], ...without(property, ["$ref", "oneOf"]) } : property,
  );
}

function typesOf(properties) {
  return mapped(properties, (property) => without(property, ["description", "deprecationMessage", "secret"]));
}

function mapped(properties, change) {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, change(property, name)]));
}

function without(properties, names) {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

function isDeclared({ modifiers = [] }) {
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
}

function sorted(types) {
  return Object.fromEntries(Object.entries(types).sort(([one], [other]) => (one < other ? -1 : 1)));
}
