// The declarations of lib/, found by name and through imports: by syntax alone, for a type checker would load the AWS SDK's
// types as well, which takes seconds.
import path from "node:path";
import ts from "typescript";

/** Reads lib/; `readText` gives the text of a file by its path in there, such as `program/awsArgs.ts`. */
export function createSources(readText) {
  const parsed = new Map();

  function read(file) {
    if (!parsed.has(file)) parsed.set(file, ts.createSourceFile(file, readText(file), ts.ScriptTarget.ES2022, true));
    return parsed.get(file);
  }

  /** The declaration that a file means by a name, its own or one imported from lib/, with the file that it is in. */
  function find(file, name) {
    const { statements } = read(file);
    const own = statements.flatMap(declarationsOf).find((declaration) => declaration.name?.getText() === name);
    if (own) return { declaration: own, file };
    for (const statement of statements) {
      const specifier = specifiersOf(statement).find((each) => each.name.text === name);
      const module = statement.moduleSpecifier?.text;
      if (specifier && module?.startsWith("."))
        return find(fileOf(module, file), (specifier.propertyName ?? specifier.name).text);
    }
    return undefined;
  }

  /** The same of a name that must be there. */
  function get(file, name) {
    const found = find(file, name);
    if (!found) throw new Error(`lib/${file} has no ${name}`);
    return found;
  }

  return { find, get };
}

function declarationsOf(statement) {
  return ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement];
}

function specifiersOf(statement) {
  const bindings = ts.isImportDeclaration(statement)
    ? statement.importClause?.namedBindings
    : ts.isExportDeclaration(statement) && statement.exportClause;
  return bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? [...bindings.elements] : [];
}

function fileOf(module, importer) {
  return path.posix.join(path.posix.dirname(importer), module).replace(/\.js$/, ".ts");
}
