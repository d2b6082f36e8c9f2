import { expect } from "chai";
import { accessibilityViolations, closeBrowser, openPage, phone, sidewaysPixels } from "../support/browser.js";

const head = `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head>`;
const pageWith = (body: string) =>
  `data:text/html,${encodeURIComponent(`${head}<body><main><h1>A page</h1>${body}</main></body></html>`)}`;

describe("the browser of the tests", () => {
  after(closeBrowser);

  it("lets no request out, and tells of it", async () => {
    const opened = await openPage();
    await opened.page.goto(pageWith(`<img alt="a picture" src="https://picture.invalid/a.png">`));
    expect(opened.outside).to.deep.equal(["https://picture.invalid/a.png"]);
    await opened.close();
  });

  it("tells what a script threw and what it complained of", async () => {
    const opened = await openPage();
    await opened.page.goto(pageWith(`<script>console.warn("a warning"); throw new Error("thrown")</script>`));
    expect(opened.complaints).to.deep.equal(["a warning", "thrown"]);
    await opened.close();
  });

  it("finds what is not accessible, and how much too wide a page is", async () => {
    const opened = await openPage({ size: phone });
    await opened.page.goto(pageWith(`<p>Nothing is wrong here.</p>`));
    expect(await accessibilityViolations(opened.page)).to.deep.equal([]);
    expect(await sidewaysPixels(opened.page)).to.equal(0);
    await opened.page.goto(pageWith(`<p style="color:#ccc;width:400px">Pale<button></button></p>`));
    expect((await accessibilityViolations(opened.page)).map((line) => line.split(":")[0])).to.include.members([
      "button-name",
      "color-contrast",
    ]);
    expect(await sidewaysPixels(opened.page)).to.be.greaterThan(0);
    await opened.close();
  });

  it("opens a page in light or in dark", async () => {
    for (const dark of [true, false]) {
      const opened = await openPage({ dark });
      await opened.page.goto(pageWith(""));
      expect(await opened.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).to.equal(dark);
      await opened.close();
    }
  });
});
