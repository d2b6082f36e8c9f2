// Which pages the site has, and where. The text of each is the file of the repository, as it is.
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../setup/dependencies.mjs";
import { fileAddress } from "./markdown.mjs";
import { schemaPage } from "./schemaPage.mjs";

const read = (page) => readFile(path.join(repositoryRoot, page), "utf8");

/** Puts every page into `folder` and answers the site's title, description and sidebar. */
export async function stagePages(folder) {
  const { name, description, repository } = JSON.parse(await read("package.json"));
  const questions = await questionsOf("docs/README.md");
  const examples = await examplePages();
  const others = ["README.md", "docs/README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
  const { pages: below, pictures } = await filesOf("docs");
  const pages = [...new Set([...others, ...below, ...examples])];
  for (const file of [...pages, ...pictures]) await stage(file, folder);
  if (!repository) for (const page of pages) await stageLinkedFiles(page, folder);
  await writeFile(path.join(folder, "schema.md"), schemaPage(JSON.parse(await read("plugin/schema.json"))));
  const titled = (page) => titleOf(page).then((text) => ({ text, link: linkTo(page) }));
  const [quickstart, ...otherExamples] = await Promise.all(examples.map(titled));
  const sidebar = [
    { text: "Start", items: [{ text: name, link: "/" }, quickstart] },
    { text: "Questions", items: questions.map(({ text, page }) => ({ text, link: linkTo(page) })) },
    { text: "Examples", items: otherExamples },
    {
      text: "Reference",
      items: [
        { text: "API for TypeScript", link: "/api/" },
        { text: "Schema, for every language", link: "/schema" },
        { text: "Benchmarks", link: "/docs/benchmarks/" },
        { text: "Changelog", link: "/CHANGELOG" },
      ],
    },
    { text: "The project", items: await Promise.all(["CONTRIBUTING.md", "SECURITY.md"].map(titled)) },
  ];
  return { title: name, description, repository: addressOf(repository), sidebar, pages };
}

/** Where a page of the repository lies in the site: what is a README there is the index of its folder here. */
export function placeOf(page) {
  return page.replace(/(^|\/)README\.md$/, "$1index.md");
}

function linkTo(page) {
  return `/${placeOf(page).replace(/(?:index)?\.md$/, "")}`;
}

async function stage(page, folder) {
  const target = path.join(folder, placeOf(page));
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(path.join(repositoryRoot, page), target);
}

/** The pages below a folder and the pictures in them; what `npm run docs` has written is none of them. */
async function filesOf(folder) {
  const files = (await readdir(path.join(repositoryRoot, folder), { recursive: true }))
    .map((file) => path.posix.join(folder, ...file.split(path.sep)))
    .filter((file) => !file.startsWith("docs/api/"));
  return {
    pages: files.filter((file) => file.endsWith(".md")),
    pictures: files.filter((file) => /\.(?:svg|png)$/.test(file)),
  };
}

// Without a forge to link to, the few other files that a page names come along as text.
async function stageLinkedFiles(page, folder) {
  for (const [, link] of (await read(page)).matchAll(/\]\(([^)#\s]+)/g)) {
    const file = path.posix.join(path.posix.dirname(page), link);
    if (/^[a-z]+:/.test(link) || link.endsWith(".md")) continue;
    const target = path.join(folder, "public", fileAddress(file));
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(repositoryRoot, file), target);
  }
}

async function questionsOf(page) {
  const list = (await read(page)).matchAll(/^- \[(.*)\]\((\S+\.md)\)$/gm);
  return [...list].map(([, text, file]) => ({ text: text.replaceAll("`", ""), page: `docs/${file}` }));
}

async function examplePages() {
  const names = await readdir(path.join(repositoryRoot, "examples"));
  const pages = names.map((name) => `examples/${name}/README.md`);
  // The one to begin with comes first.
  return pages.sort((one, other) => other.includes("quickstart") - one.includes("quickstart"));
}

async function titleOf(page) {
  return /^# (.*)$/m.exec(await read(page))[1].replaceAll("`", "");
}

function addressOf(repository) {
  const url = typeof repository === "string" ? repository : repository?.url;
  return url?.replace(/^git\+/, "").replace(/\.git$/, "");
}
