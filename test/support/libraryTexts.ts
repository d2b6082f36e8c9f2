import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { repositoryRoot } from "./repositoryRoot.js";
import { textsOf, usedConstants } from "./sourceTexts.js";

/** A text of the library, with `…` for what it fills in. */
export interface LibraryText {
  text: string;
  /** Such as `lib/deploy.ts`. */
  file: string;
}

/** What the library can say, read from its source. */
export interface LibraryTexts {
  /** Every complete sentence; a remedy only where it belongs to no code of AWS's. */
  messages: LibraryText[];
  /** Every text of some words, whether or not it is a sentence. */
  texts: LibraryText[];
  /** Errors whose text could not be read here. */
  unreadable: LibraryText[];
  /** AWS's codes: the keys of the tables of remedies. */
  awsCodes: LibraryText[];
  /** What is looked for in AWS's words. */
  awsWords: RegExp[];
}

const errorClasses = ["DeployError", "InitFailure", "AwsFailure", "CodeProblems", "RunError", "Error"];
const errorMakers = ["programError"];

/** Walks the syntax of every file under lib/. */
export function libraryTexts(): LibraryTexts {
  const found: LibraryTexts = { messages: [], texts: [], unreadable: [], awsCodes: [], awsWords: [] };
  const folder = path.join(repositoryRoot, "lib");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => sourceFile(`lib/${name}`, readFileSync(path.join(folder, name), "utf8")));
  const speakers = files.flatMap(functionsThatSpeak);
  for (const file of files) {
    readTexts(file, speakers, found);
  }
  return found;
}

/** The same of one file, given as text. */
export function textsOfSource(name: string, text: string): LibraryTexts {
  const found: LibraryTexts = { messages: [], texts: [], unreadable: [], awsCodes: [], awsWords: [] };
  const file = sourceFile(name, text);
  readTexts(file, functionsThatSpeak(file), found);
  return found;
}

function sourceFile(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

function readTexts(file: ts.SourceFile, speakers: string[], found: LibraryTexts): void {
  const parts = usedConstants(file);
  const visit = (node: ts.Node, isRemedy: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || (ts.isVariableDeclaration(node) && parts.has(node))) {
      return;
    }
    collectAwsWords(node, found);
    if (isError(node) && !speaks(node, speakers)) {
      found.unreadable.push({ text: node.getText().replace(/\s+/g, " "), file: file.fileName });
    }
    const texts = textsOf(node);
    for (const text of texts.filter((text) => text.trim().split(/\s+/).length >= 3)) {
      found.texts.push({ text, file: file.fileName });
      if (isSentence(text) && !isRemedy) {
        found.messages.push({ text, file: file.fileName });
      }
    }
    if (texts.length > 0 && ts.isBinaryExpression(node)) {
      return;
    }
    // What the fallback says comes from no code, so that it has to be looked up by its words.
    const isStillRemedy = isRemedy && !(ts.isFunctionDeclaration(node) && node.name?.text === "fallbackRemedy");
    ts.forEachChild(node, (child) => {
      visit(child, isStillRemedy);
    });
  };
  visit(file, /remedies\.ts$/i.test(file.fileName));
}

function collectAwsWords(node: ts.Node, { awsCodes, awsWords }: LibraryTexts): void {
  const file = node.getSourceFile().fileName;
  if (ts.isVariableDeclaration(node) && node.type?.getText() === "Remedies" && node.initializer !== undefined) {
    for (const { name } of (node.initializer as ts.ObjectLiteralExpression).properties) {
      awsCodes.push({ text: (name as ts.Identifier | ts.StringLiteral).text, file });
    }
  }
  if (ts.isRegularExpressionLiteral(node) && file.endsWith("parameterRemedies.ts")) {
    const [, source = "", flags = ""] = /^\/(.*)\/(\w*)$/.exec(node.text) ?? [];
    awsWords.push(new RegExp(source, flags));
  }
  if (ts.isCallExpression(node) && /\.(includes|startsWith)$/.test(node.expression.getText())) {
    const words = node.arguments.filter(ts.isStringLiteral).filter(({ text }) => text.includes(" "));
    awsWords.push(...words.map(({ text }) => new RegExp(text)));
  }
}

function isSentence(text: string): boolean {
  return /[^\s.]\.(\s|$)/.test(text);
}

function isError(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    return errorMakers.includes(node.expression.getText());
  }
  return ts.isNewExpression(node) && errorClasses.includes(node.expression.getText());
}

/** Whether a sentence is to be seen in it, or it calls a function in which one is. */
function speaks(node: ts.Node, speakers: string[]): boolean {
  if (textsOf(node).some(isSentence)) {
    return true;
  }
  if (ts.isCallExpression(node) && speakers.includes(node.expression.getText())) {
    return true;
  }
  return ts.forEachChild(node, (child) => speaks(child, speakers) || undefined) ?? false;
}

function functionsThatSpeak(file: ts.SourceFile): string[] {
  const declared = file.statements.filter(ts.isFunctionDeclaration);
  return declared.filter((declaration) => speaks(declaration, [])).map(({ name }) => name?.text ?? "");
}
