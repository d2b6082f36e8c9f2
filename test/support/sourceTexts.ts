import ts from "typescript";

/** Stands for what is not known before the program runs. */
const hole = "…";
const mostAlternatives = 16;

/** What a text or template of the source can be, constants filled in, each alternative of a condition by itself. */
export function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return [node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce<string[]>(
      (before, { expression, literal }) => combined(before, partsOf(expression), literal.text),
      [node.head.text],
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textsOf(node.left), textsOf(node.right)];
    return left.length === 0 || right.length === 0 ? [] : combined(left, right, "");
  }
  return [];
}

/** The constants that templates of the file fill in: they are said there, and not where they are declared. */
export function usedConstants(file: ts.SourceFile): Set<ts.VariableDeclaration> {
  const used = new Set<ts.VariableDeclaration>();
  const visit = (node: ts.Node): void => {
    const declaration = ts.isTemplateSpan(node) ? constantOf(node.expression) : undefined;
    if (declaration !== undefined) {
      used.add(declaration);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return used;
}

/** What an expression inside of a template comes to. */
function partsOf(expression: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(expression)) {
    return partsOf(expression.expression);
  }
  if (ts.isConditionalExpression(expression)) {
    return [...partsOf(expression.whenTrue), ...partsOf(expression.whenFalse)];
  }
  const initializer = constantOf(expression)?.initializer;
  const texts = initializer === undefined ? textsOf(expression) : partsOf(initializer);
  return texts.length === 0 ? [hole] : texts;
}

/** The constant with a text of its own that an identifier names, in the scopes around it. */
function constantOf(expression: ts.Node): ts.VariableDeclaration | undefined {
  if (!ts.isIdentifier(expression)) {
    return undefined;
  }
  let scope: ts.Node = expression;
  while (!ts.isSourceFile(scope)) {
    scope = scope.parent;
    const statements =
      ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isCaseClause(scope) ? [...scope.statements] : [];
    const found = statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .find(({ name }) => name.getText() === expression.text);
    if (found !== undefined) {
      return found.initializer !== undefined && isText(found.initializer) ? found : undefined;
    }
  }
  return undefined;
}

function isText(node: ts.Expression): boolean {
  return ts.isConditionalExpression(node) ? isText(node.whenTrue) || isText(node.whenFalse) : textsOf(node).length > 0;
}

function combined(before: string[], parts: string[], after: string): string[] {
  const all = before.flatMap((text) => parts.map((part) => text + part + after));
  return all.length > mostAlternatives ? before.map((text) => text + hole + after) : all;
}
