import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import {
  accessibilityViolations,
  closeBrowser,
  desktop,
  type OpenPage,
  openPage,
  phone,
  sidewaysPixels,
} from "../support/browser.js";
import { importTool } from "../support/engine/tools.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { serveFolder } from "../support/staticServer.js";

// Not the root, for a host of projects' pages has a path for each.
const base = "/lambda-code/";

const longPages = [
  ...["index.html", "docs/troubleshooting.html", "docs/release.html", "schema.html"],
  ...["api/index.html", "api/index/classes/FunctionCode.html"],
];

describe("the documentation's site", () => {
  let folder = "";
  let site: { url: string; close(): Promise<void> };
  let pages: string[] = [];

  before(async () => {
    mkdirSync(path.join(repositoryRoot, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(repositoryRoot, ".cache", "site-test-"));
    const { buildSite } = (await importTool("site.mjs")) as {
      buildSite: (options: { out: string; base: string }) => Promise<void>;
    };
    await buildSite({ out: path.join(folder, "site"), base });
    site = await serveFolder(path.join(folder, "site"), base);
    pages = readdirSync(path.join(folder, "site"), { recursive: true, encoding: "utf8" })
      .map((file) => file.split(path.sep).join("/"))
      .filter((file) => file.endsWith(".html") && file !== "404.html");
  });

  after(async () => {
    await closeBrowser();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens each page, one after the other in one window, and gives it back to be judged. */
  async function visitAll(
    visited: string[],
    options: { size?: typeof phone; dark?: boolean },
    judge: (opened: OpenPage, page: string) => Promise<string[]>,
  ): Promise<string[]> {
    const opened = await openPage(options);
    const found: string[] = [];
    for (const page of visited) {
      await visit(opened, page);
      found.push(...(await judge(opened, page)).map((line) => `${page}: ${line}`));
    }
    await opened.close();
    return [...found, ...opened.outside, ...opened.complaints];
  }

  async function visit({ page }: OpenPage, name: string): Promise<void> {
    await page.goto(site.url + name);
    // Vue has taken the page over, and every diagram is drawn.
    await page.waitForFunction(
      "document.querySelector('#app').__vue_app__ && [...document.querySelectorAll('.diagram')].every((one) => one.querySelector('svg'))",
    );
  }

  it("has links to pages and anchors that are there, and asks nothing of the world", async () => {
    const anchors = new Map<string, string[]>();
    const links: { from: string; to: string }[] = [];
    const found = await visitAll(pages, { size: desktop }, async ({ page }, from) => {
      anchors.set(
        from,
        (await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")) as string[],
      );
      const hrefs = (await page.evaluate("[...document.links].map(({ href }) => href)")) as string[];
      links.push(...hrefs.map((to) => ({ from, to })));
      return [];
    });
    expect(found.join("\n")).to.equal("");
    const inside = links.filter(({ to }) => new URL(to).origin === new URL(site.url).origin);
    const dead = await Promise.all(
      inside.map(async ({ from, to }) => {
        const { pathname, hash } = new URL(to);
        const name = pathname.slice(base.length).replace(/(^|\/)$/, "$1index.html");
        const isThere = pathname.startsWith(base) && (anchors.has(name) || (await fetch(to)).ok);
        const isAnchor = hash === "" || anchors.get(name)?.includes(decodeURIComponent(hash.slice(1)));
        return isThere && isAnchor ? [] : [`${from}: ${to}`];
      }),
    );
    expect([...new Set(dead.flat())].join("\n")).to.equal("");
    expect(inside.length).to.be.greaterThan(1000);
  });

  it("has a page for each page of the repository, the API's classes, and the schema", () => {
    expect(pages).to.include.members([...longPages, "docs/index.html", "examples/quickstart/index.html"]);
    expect(pages.filter((page) => /^api\/.*classes\/Function(?:Code|Release)\.html$/.test(page))).to.have.lengthOf(4);
  });

  it("finds a page by a word in it, by keys alone", async () => {
    const { page, close, outside, complaints } = await openPage();
    await page.goto(site.url);
    await page.locator("#local-search button").click();
    await page.locator("#localsearch-input").fill("bakeSeconds");
    await page.waitForFunction("document.querySelectorAll('#localsearch-list .result').length > 0");
    await page.keyboard.press("Enter");
    await page.waitForFunction("!document.querySelector('#localsearch-input')");
    await page.waitForFunction("document.querySelector('main').innerText.includes('bakeSeconds')");
    expect(page.url()).not.to.equal(site.url);
    expect([...outside, ...complaints]).to.deep.equal([]);
    await close();
  });

  it("is dark where the reader's system is, and where they ask for it", async () => {
    const brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((a, b) => a + +b, 0)";
    for (const dark of [false, true]) {
      const { page, close } = await openPage({ dark });
      await page.goto(site.url);
      expect(await page.evaluate(brightness)).to.be[dark ? "lessThan" : "greaterThan"](dark ? 150 : 600);
      await page.locator(".VPSwitchAppearance").first().click();
      await page.waitForFunction(`(${brightness}) ${dark ? "> 600" : "< 150"}`);
      await close();
    }
  });

  it("shows a terminal's picture on a phone with letters that can be read, to be scrolled by itself", async () => {
    const { page, close } = await openPage({ size: phone });
    await page.goto(site.url);
    const widths = (await page.evaluate(
      "[...document.querySelectorAll('picture img')].map((one) => one.width)",
    )) as number[];
    expect(widths.length).to.be.greaterThan(1);
    // A picture has up to 115 letters in a line.
    expect(widths.filter((width) => width < 115 * 6)).to.deep.equal([]);
    await close();
  });

  it("never scrolls sideways on a phone, but in a table, a diagram, a picture or a block of code", async () => {
    const found = await visitAll(pages, { size: phone }, async ({ page }) => {
      const pixels = await sidewaysPixels(page);
      return pixels === 0 ? [] : [`${pixels} pixels too wide`];
    });
    expect(found.join("\n")).to.equal("");
  });

  for (const [name, options] of Object.entries({
    "on a desktop, light": { size: desktop, dark: false },
    "on a phone, dark": { size: phone, dark: true },
  })) {
    it(`has nothing that axe calls inaccessible: ${name}`, async () => {
      // The pages of the API are all alike.
      const judged = pages.filter((page) => longPages.includes(page) || (!options.dark && !page.startsWith("api/")));
      const found = await visitAll(judged, options, ({ page }) => accessibilityViolations(page));
      expect(found.join("\n")).to.equal("");
    });
  }
});
