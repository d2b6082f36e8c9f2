// JSDoc as a schema has it: plain Markdown, and which members are deprecated or secret.
import ts from "typescript";

// What may follow a description. Any other is a word such as @pulumi/aws, at which the parser ends the description.
const knownTags = ["deprecated", "example"];

/** What is documented of a declaration; throws where nothing is. `place` is its name in messages. */
export function documentationOf(node, place) {
  const tags = ts.getJSDocTags(node);
  const stray = tags.find(({ tagName }) => !knownTags.includes(tagName.text));
  if (stray) throw new Error(`${place}: @${stray.tagName.text} ends its documentation; put the word into backticks`);
  const description = markdownOf(commentsOf(node));
  if (description === "") throw new Error(`${place} has no documentation: give it a comment /** … */`);
  const deprecated = tags.find(({ tagName }) => tagName.text === "deprecated");
  return {
    description,
    ...(deprecated && { deprecationMessage: markdownOf([deprecated.comment]) || "It is deprecated." }),
  };
}

/** The same of a text in an array, which is no declaration: its comment is read as if it were one's. */
export function documentationOfText(element, place) {
  const text = element.getSourceFile().text.slice(element.pos, element.getStart());
  const read = ts.createSourceFile("comment.ts", `${text}\nlet documented;`, ts.ScriptTarget.ES2022, true);
  return documentationOf(read.statements[0], place);
}

/** A member is secret that its documentation calls so: what people read and what SDKs do is then the same. */
export function isCalledSecret({ description }) {
  return /\ba secret\b/.test(description);
}

/** The same of a number that need not be whole. */
export function isCalledFraction({ description }) {
  return /\ba fraction\b/.test(description);
}

function commentsOf(node) {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => comment);
}

function markdownOf(comments) {
  const text = comments
    .map((comment) => (typeof comment === "string" ? comment : (comment ?? []).map(partOf).join("")))
    .join("\n\n");
  if (text.includes("{@")) throw new Error(`no rule for the tag in "${text}"`);
  // A line's end in a paragraph is our line width's; one before an item of a list is meant.
  return text.replaceAll(/(?<!\n)\n(?!\n|[-*] )/g, " ").trim();
}

/** A piece of a comment. The parser takes the `https` of an address for a name. */
function partOf(part) {
  if (!part.name && !ts.isJSDocLinkLike(part)) return part.text;
  const name = part.name?.getText() ?? "";
  const [, address, label] = /^(https?:\/\/[^\s|]+)[\s|]*(.*)$/s.exec(name + part.text) ?? [];
  if (address) return label ? `[${label}](${address})` : `<${address}>`;
  return part.text.replace(/^[\s|]+/, "") || `\`${name}\``;
}
