// TypeScript's types as a schema has them: by their syntax, a name by its declaration. What has no rule throws.
import ts from "typescript";
import { addedMembers, jsonTexts, packageName } from "./adaptations.mjs";
import { documentationOf, documentationOfText, isCalledFraction, isCalledSecret } from "./documentation.mjs";

const primitives = {
  [ts.SyntaxKind.StringKeyword]: { type: "string" },
  [ts.SyntaxKind.BooleanKeyword]: { type: "boolean" },
  // Our numbers count seconds, bytes or versions, but for those that their documentation calls a fraction.
  [ts.SyntaxKind.NumberKeyword]: { type: "integer" },
  [ts.SyntaxKind.UnknownKeyword]: { $ref: "pulumi.json#/Any" },
};

/** Reads the members of interfaces and classes; what they name on their way is collected in `types`, by token. */
export function createTypes(sources) {
  const types = {};
  const declared = new Map();

  /** Members as properties, with the names of those that are always there; `known` are types that they have already. */
  function objectOf(members, file, owner, known = {}) {
    const properties = members.map((member) => {
      const name = member.name.getText();
      const place = `${owner}.${name}`;
      const documentation = documentationOf(member, place);
      const type = known[name] ?? typeOf(member.type, { file, place });
      if (!type) throw new Error(`${place}: no rule for ${member.type.getText()}`);
      const exact = isCalledFraction(documentation) ? fractional(type) : type;
      return [name, { ...exact, ...documentation, ...(isCalledSecret(documentation) && { secret: true }) }];
    });
    const required = members.filter((member) => !isOptional(member)).map((member) => member.name.getText());
    return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
  }

  /** The schema's type of a type; undefined for a resource, which other languages name by its outputs. */
  function typeOf(node, at) {
    if (ts.isParenthesizedTypeNode(node)) return typeOf(node.type, at);
    if (primitives[node.kind]) return { ...primitives[node.kind] };
    // No `const`: SDKs would fill it in unasked.
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) return { type: "string" };
    if (ts.isArrayTypeNode(node)) return { type: "array", items: typeOf(node.elementType, at) };
    if (ts.isUnionTypeNode(node)) return unionOf(node.types.filter(isSaid).flatMap((type) => typeOf(type, at) ?? []));
    if (!ts.isTypeReferenceNode(node)) throw new Error(`${at.place}: no rule for ${node.getText()}`);
    return typeOfName(node, at);
  }

  function typeOfName(node, at) {
    const name = node.typeName.getText();
    const [first, second] = node.typeArguments ?? [];
    if (name === "Input" || name === "Output") return typeOf(first, at);
    if (name === "Record") return { type: "object", additionalProperties: typeOf(second, at) };
    // In a schema it stands for an asset or an archive.
    if (name === "asset.Asset" || name === "asset.Archive") return { $ref: "pulumi.json#/Asset" };
    if (jsonTexts.includes(name)) return { type: "string" };
    const { declaration, file } = (!node.typeArguments && sources.find(at.file, name)) || {};
    if (declaration && ts.isInterfaceDeclaration(declaration)) return typeOfInterface(declaration, file);
    if (declaration && ts.isTypeAliasDeclaration(declaration) && ts.isIndexedAccessTypeNode(declaration.type))
      return { oneOf: [{ type: "string" }, typeOfEnum(declaration, file)] };
    throw new Error(`${at.place}: no rule for ${node.getText()}`);
  }

  function typeOfInterface(declaration, file) {
    const name = declaration.name.text;
    if (declaration.heritageClauses)
      throw new Error(`${name}: no rule for ${declaration.heritageClauses[0].getText()}`);
    if (declaration.members.every(({ type }) => type.typeName?.getText() === "Output")) return undefined;
    return refer(declaration, () => {
      const own = objectOf(declaration.members, file, name);
      const added = addedMembers[name];
      if (added) {
        const other = sources.get(added.file, added.from).declaration;
        const members = other.members.filter((member) => added.names.includes(member.name.getText()));
        Object.assign(own.properties, objectOf(members, added.file, added.from).properties);
      }
      return { type: "object", ...documentationOf(declaration, name), ...own };
    });
  }

  /** `(typeof names)[number]`: the texts of an array, each with its comment. */
  function typeOfEnum(declaration, file) {
    const name = declaration.name.text;
    return refer(declaration, () => {
      const [, names] = /^\(typeof (\w+)\)\[number\]$/.exec(declaration.type.getText()) ?? [];
      const array = names && sources.get(file, names).declaration.initializer.expression;
      if (!array || !ts.isArrayLiteralExpression(array)) throw new Error(`${name}: no rule for its declaration`);
      const values = array.elements.map((element) => ({
        value: element.text,
        ...documentationOfText(element, `${names}, "${element.text}"`),
      }));
      return { type: "string", ...documentationOf(declaration, name), enum: values };
    });
  }

  function refer(declaration, make) {
    const token = `${packageName}:index:${declaration.name.text.replace(/Args$/, "")}`;
    if ((declared.get(token) ?? declaration) !== declaration) throw new Error(`two types would be ${token}`);
    if (!declared.has(token)) {
      declared.set(token, declaration);
      types[token] = make();
    }
    return { $ref: `#/types/${token}` };
  }

  return { types, objectOf };
}

/** The type with numbers of any kind in place of whole ones. */
function fractional(type) {
  if (type.type === "integer") return { ...type, type: "number" };
  return type.additionalProperties ? { ...type, additionalProperties: fractional(type.additionalProperties) } : type;
}

function unionOf(members) {
  const flat = members.flatMap((member) => member.oneOf ?? [member]);
  const unique = [...new Map(flat.map((member) => [JSON.stringify(member), member])).values()];
  return unique.length > 1 ? { oneOf: unique } : unique[0];
}

function isSaid(type) {
  return type.kind !== ts.SyntaxKind.UndefinedKeyword;
}

/** `name?`, or an output that may be undefined. */
function isOptional({ questionToken, type }) {
  const held = type.typeName?.getText() === "Output" ? type.typeArguments[0] : type;
  return questionToken !== undefined || (ts.isUnionTypeNode(held) && !held.types.every(isSaid));
}
