// VitePress's configuration. It lies beside the pages when it is read: see ../site.mjs.
import { readFileSync } from "node:fs";
import { asOnTheForge, slugify } from "./markdown.mjs";

const { title, description, base, sidebar, repository, pages } = JSON.parse(
  readFileSync(new URL("../site.json", import.meta.url)),
);

export default {
  title,
  description,
  base,
  lang: "en",
  // Plain files for any host: no rewriting of addresses is needed.
  cleanUrls: false,
  metaChunk: true,
  srcExclude: ["node_modules/**"],
  markdown: {
    anchor: { slugify },
    theme: { light: "github-light-high-contrast", dark: "github-dark" },
    // What the forge has not: `{…}` behind a word, and `:word:`, would be taken out of the text.
    attrs: { disable: true },
    emoji: { enabled: [] },
    linkify: false,
    config: (md) => {
      asOnTheForge(md, { pages, repository });
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Quickstart", link: "/examples/quickstart/" },
      { text: "Questions", link: "/docs/" },
      { text: "API", link: "/api/" },
      { text: "Schema", link: "/schema" },
    ],
    sidebar,
    socialLinks: repository?.includes("github.com") ? [{ icon: "github", link: repository }] : [],
  },
};
