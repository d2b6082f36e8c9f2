// The reference of plugin/schema.json, as one page of Markdown: what every language's package is made from.

export function schemaPage({ name, version, resources, types, config, provider }) {
  return [
    "# Schema",
    `Version ${version} of the package \`${name}\`, as every Pulumi language has it. Names are those of YAML; Python and Go spell them in their own way.`,
    "## Resources",
    ...Object.entries(resources).flatMap(([token, resource]) => resourceSection(token, resource)),
    "## Configuration of the provider",
    propertyTable({ ...config.variables, ...provider.inputProperties }),
    "## Types",
    ...Object.entries(types).flatMap(([token, type]) => typeSection(token, type)),
    "",
  ].join("\n\n");
}

function resourceSection(token, { description, inputProperties, requiredInputs, properties, required }) {
  const outputs = Object.entries(properties).filter(([name]) => !(name in inputProperties));
  return [
    `### ${shortName(token)}`,
    `\`${token}\``,
    description,
    `#### Inputs of ${shortName(token)}`,
    propertyTable(inputProperties, requiredInputs),
    `#### Outputs of ${shortName(token)}`,
    "All inputs, and:",
    propertyTable(Object.fromEntries(outputs), undefined, required),
  ];
}

function typeSection(token, { description = "", properties, required, enum: values }) {
  const list = () =>
    values.map(({ value, description: text }) => `- \`${value}\`${text ? `: ${text}` : ""}`).join("\n");
  return [`### ${shortName(token)}`, description, values ? list() : propertyTable(properties, required)];
}

function propertyTable(properties, required = []) {
  const rows = Object.entries(properties).map(([name, property]) => {
    const marks = [required.includes(name) && "required", property.secret && "secret"].filter(Boolean).join(", ");
    return `| \`${name}\` | ${typeOf(property)}${marks && ` (${marks})`} | ${inCell(property.description ?? "")} |`;
  });
  return ["| name | type | what it is |", "| --- | --- | --- |", ...rows].join("\n");
}

function typeOf({ type, $ref, oneOf, items, additionalProperties }) {
  if (oneOf) return oneOf.map(typeOf).join(" or ");
  if ($ref?.startsWith("#/types/")) return `[${shortName($ref)}](#${shortName($ref).toLowerCase()})`;
  if ($ref) return shortName($ref.replace("pulumi.json#/", "")).toLowerCase();
  if (type === "array") return `list of ${typeOf(items)}`;
  if (type === "object") return additionalProperties ? `map of ${typeOf(additionalProperties)}` : "map";
  return type;
}

function shortName(token) {
  return token.split(":").at(-1).split("/").at(-1);
}

function inCell(text) {
  return text.replaceAll("|", String.raw`\|`).replaceAll(/\s*\n\s*/g, " ");
}
