// The pages are written for the forge that shows the repository: here they read, link and look the same.
import path from "node:path";

/** The anchor of a heading, as GitHub makes it. */
export function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Where a file of the repository that is no page lies in the site, as text that every host serves and every browser shows. */
export function fileAddress(file) {
  const isPicture = /\.(?:svg|png)$/.test(file);
  return `/files/${file.replaceAll(/(^|\/)\./g, "$1")}${isPicture ? "" : ".txt"}`;
}

/** Changes a markdown-it so that READMEs are indices, links to files lead to the repository, and diagrams are drawn. */
export function asOnTheForge(md, { pages, repository }) {
  md.core.ruler.before("linkify", "links-of-the-repository", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === "link_open") token.attrSet("href", linkFor(token.attrGet("href"), env.relativePath));
    }
  });

  const linkFor = (href, page) => {
    if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
    const [file, anchor] = href.split("#");
    const target = path.posix.join(path.posix.dirname(page), file);
    const isPage = target.startsWith("api/") || target === "schema.md" || pages.includes(target);
    if (isPage) return href.replace(/(^|\/)README\.md(?=#|$)/, "$1index.md");
    if (!repository) return fileAddress(target);
    return `${repository}/blob/HEAD/${target}${anchor ? `#${anchor}` : ""}`;
  };

  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== "mermaid") return fence(tokens, index, ...rest);
    return `<Diagram source="${encodeURIComponent(content)}" />`;
  };

  // A wide table scrolls by itself, by keys too.
  md.renderer.rules.table_open = () => `<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n`;
  md.renderer.rules.table_close = () => "</table></div>\n";
  // And so does a picture of a terminal, before its words are too small.
  const html = md.renderer.rules.html_block;
  md.renderer.rules.html_block = (tokens, index, ...rest) => {
    const block = html(tokens, index, ...rest);
    if (!block.startsWith("<picture>")) return block;
    return `<div class="picture" tabindex="0" role="group" aria-label="Picture">${block}</div>`;
  };
  // The corner above a column of names heads nothing.
  md.core.ruler.push("empty-corners", ({ tokens }) => {
    for (const [index, { type, content }] of tokens.entries()) {
      const isEmptyHeader = type === "inline" && content === "" && tokens[index - 1].type === "th_open";
      if (isEmptyHeader) tokens[index - 1].tag = tokens[index + 1].tag = "td";
    }
  });
}
