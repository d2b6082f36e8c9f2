import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { render } from "#lib/command/matrix/formats/render.js";
import { rowsOf } from "#lib/command/matrix/rows.js";
import {
  accessibilityViolations,
  closeBrowser,
  desktop,
  type OpenPage,
  openPage,
  phone,
  sidewaysPixels,
} from "../support/browser.js";
import { bufferedIo } from "../support/command/bufferedIo.js";
import { code, columnWith, hashes, release } from "../support/command/exportedStates.js";

const windows = [
  { name: "a desktop", size: desktop },
  { name: "a phone", size: phone },
];

describe("the matrix's page, in a real browser", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "matrix-page-"));
  const file = path.join(folder, "matrix.html");
  const withoutPolicy = path.join(folder, "withoutPolicy.html");
  let opened: OpenPage;

  before(async () => {
    const text = await page();
    writeFileSync(file, text);
    writeFileSync(withoutPolicy, text.replace(/<meta http-equiv[^>]+>/, ""));
  });

  after(async () => {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, size } of windows) {
    for (const dark of [false, true]) {
      it(`is readable on ${name}, ${dark ? "dark" : "light"}: nothing is cut off, nothing is an obstacle, no server is asked`, async () => {
        await open(size, dark);
        try {
          expect(await sidewaysPixels(opened.page)).to.equal(0);
          const paper = await opened.page.evaluate("getComputedStyle(document.body).backgroundColor");
          expect(paper).to.equal(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)");
          expect(opened.complaints).to.deep.equal([]);
          expect(opened.outside).to.deep.equal([]);
          // The page's own policy lets no other script in, not even the judge's.
          await opened.page.goto(pathToFileURL(withoutPolicy).href);
          expect(await accessibilityViolations(opened.page)).to.deep.equal([]);
          // For eyes: a folder to leave pictures in.
          const { MATRIX_SCREENSHOTS: shots } = process.env;
          if (shots !== undefined) {
            const name = `matrix-${size.width}-${dark ? "dark" : "light"}.png`;
            await opened.page.screenshot({ path: path.join(shots, name), fullPage: true });
          }
        } finally {
          await opened.close();
        }
      });
    }
  }

  it("sorts by the stack whose name is pressed, the worst first, then the other way round; by keys as well", async () => {
    await open(desktop, false);
    try {
      expect(await names()).to.deep.equal(["api", "mailer", "reports", "thumbnails"]);
      const head = opened.page.locator("thead th").nth(2);
      const button = opened.page.locator("thead button").nth(2);
      await button.click();
      expect(await names()).to.deep.equal(["mailer", "api", "thumbnails", "reports"]);
      expect(await head.getAttribute("aria-sort")).to.equal("ascending");
      await button.press("Enter");
      expect(await names()).to.deep.equal(["reports", "api", "thumbnails", "mailer"]);
      expect(await head.getAttribute("aria-sort")).to.equal("descending");
      await opened.page.locator("thead button").nth(0).click();
      expect(await names()).to.deep.equal(["api", "mailer", "reports", "thumbnails"]);
      expect(await head.getAttribute("aria-sort")).to.equal("none");
    } finally {
      await opened.close();
    }
  });

  it("runs and loads nothing of what a name, a stack or a sentence holds, even without its policy", async () => {
    const hostile = `"'><img src=x onerror=document.title='run'><script>document.title='run'</script>&\u202e`;
    const named = (hash: string) => ({ ...code("api", hash), urn: `${code("").urn}${hostile}` });
    const column = columnWith(hostile, [named(hashes.one)]);
    column.problems.push(hostile);
    const columns = [columnWith("dev", [named(hashes.two)]), column];
    const checks = [{ check: "require-same" as const, stacks: ["dev", hostile], failures: [hostile] }];
    const rows = rowsOf(columns, "resource");
    const shown = { by: "resource" as const, isLive: true, madeAtMs: 0, columns, rows, checks };
    const text = await render(shown, "html", bufferedIo().io);
    opened = await openPage({ size: desktop, dark: false });
    try {
      for (const one of [text, text.replace(/<meta http-equiv[^>]+>/, "")]) {
        writeFileSync(withoutPolicy, one);
        await opened.page.goto(pathToFileURL(withoutPolicy).href);
        await opened.page.locator("thead button").nth(2).click();
        expect(await opened.page.title()).to.equal("Which version runs where");
        expect(await opened.page.locator("img, iframe, a, body script").count()).to.equal(1);
        expect(await names()).to.deep.equal([hostile.replace("\u202e", "\\u202e")]);
      }
      expect(opened.complaints).to.deep.equal([]);
      expect(opened.outside).to.deep.equal([]);
    } finally {
      await opened.close();
    }
  });

  it("stays readable with more stacks than a window has room for: columns keep their width, names stay in sight", async () => {
    const columns = Array.from({ length: 24 }, (_, index) => columnWith(`customer-${index}`, [code("orders-of-all")]));
    const rows = rowsOf(columns, "resource");
    const shown = { by: "resource" as const, isLive: false, madeAtMs: 0, columns, rows, checks: [] };
    writeFileSync(withoutPolicy, await render(shown, "html", bufferedIo().io));
    opened = await openPage({ size: desktop, dark: false });
    try {
      await opened.page.goto(pathToFileURL(withoutPolicy).href);
      const widths = (await opened.page.evaluate(
        "[...document.querySelectorAll('tbody th, tbody td')].map((cell) => cell.getBoundingClientRect().width)",
      )) as number[];
      expect(Math.min(...widths)).to.be.at.least(140);
      await opened.page.evaluate("scrollTo(2000, 0)");
      expect(await opened.page.evaluate("document.querySelector('tbody th').getBoundingClientRect().left")).to.equal(0);
    } finally {
      await opened.close();
    }
  });

  it("shows the stack's name beside each cell on a phone", async () => {
    await open(phone, false);
    try {
      const shown = await opened.page.evaluate(
        "[...document.querySelectorAll('tbody tr:first-child td')].map((cell) => getComputedStyle(cell, '::before').content)",
      );
      expect(shown).to.deep.equal(['"dev"', '"staging"', '"prod"', '"eu"']);
    } finally {
      await opened.close();
    }
  });

  async function open(size: typeof phone, dark: boolean): Promise<void> {
    opened = await openPage({ size, dark });
    await opened.page.goto(pathToFileURL(file).href);
  }

  const names = (): Promise<string[]> => opened.page.locator("tbody th").allInnerTexts();
});

function page(): Promise<string> {
  const earlier = { lastModified: "2025-12-20T00:00:00.000+0000" };
  const columns = [
    columnWith("dev", [
      code("api", hashes.two, { version: "12" }),
      release("api", { functionVersion: "12", ownVersion: "12", codeSha256: hashes.two }),
      code("mailer"),
      code("thumbnails", hashes.two),
      code("reports"),
    ]),
    columnWith("staging", [
      code("api", hashes.two, { version: "7" }),
      release("api", { functionVersion: "7", ownVersion: "7", codeSha256: hashes.two }),
      code("mailer", hashes.one, { codeSha256: hashes.three }),
      code("thumbnails", hashes.two),
    ]),
    columnWith("prod", [
      code("api", hashes.two, { version: "7" }),
      release("api", { functionVersion: "6", ownVersion: "6", routingConfig: { 7: 0.1 }, phase: "Held" }),
      code("mailer", hashes.one, earlier),
      code("thumbnails", hashes.one, earlier),
    ]),
    {
      stack: "eu",
      functions: [],
      problems: ["Reading stack eu: no stack named 'eu' found. Check its name."],
      isRead: false,
    },
  ];
  const rows = rowsOf(columns, "resource");
  const checks = [
    { check: "fail-on-drift" as const, failures: ["mailer in staging: runs CCCCCCCC, and AAAAAAAA was deployed"] },
  ];
  const shown = { by: "resource" as const, isLive: true, madeAtMs: Date.UTC(2026, 0, 3, 1), columns, rows, checks };
  return render(shown, "html", bufferedIo().io);
}
