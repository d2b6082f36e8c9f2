import { createRequire } from "node:module";
import path from "node:path";
import { importTool } from "./engine/tools.js";

/** As much of Playwright's Page as the tests use: Playwright lies in the cache, and its types with it. */
export interface Page {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  url(): string;
  title(): Promise<string>;
  content(): Promise<string>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(media: { colorScheme: "light" | "dark" }): Promise<void>;
  /** The script is text, for the tests are compiled without the types of a document. */
  evaluate(script: string): Promise<unknown>;
  waitForFunction(script: string): Promise<unknown>;
  locator(selector: string): Locator;
  addScriptTag(script: { path: string }): Promise<unknown>;
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
}

/** As much of Playwright's Locator as the tests use. */
export interface Locator {
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  focus(): Promise<void>;
  hover(): Promise<void>;
  count(): Promise<number>;
  first(): Locator;
  nth(index: number): Locator;
  waitFor(options?: { state: "visible" | "hidden" | "attached" }): Promise<void>;
  isVisible(): Promise<boolean>;
  innerText(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  getAttribute(name: string): Promise<string | null>;
}

interface Context {
  newPage(): Promise<Page & Events>;
  route(url: string, handler: (route: Route) => Promise<void>): Promise<void>;
  setDefaultTimeout(timeoutMs: number): void;
  close(): Promise<void>;
}

interface Route {
  request(): { url(): string };
  abort(): Promise<void>;
  continue(): Promise<void>;
}

interface Events {
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
}

interface Browser {
  newContext(options: object): Promise<Context>;
  close(): Promise<void>;
}

interface Tools {
  modules: string;
  launch: object;
}

/** What one opened page has met. */
export interface OpenPage {
  page: Page;
  /** Requests to anywhere but this machine. None of them was let out. */
  outside: string[];
  /** Errors and warnings on the console, and what its scripts threw. */
  complaints: string[];
  close: () => Promise<void>;
}

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

let browser: Promise<{ browser: Browser; tools: Tools }> | undefined;

/** An empty page of its own, in the one browser of this test file; `goto` takes it somewhere. Ends with closeBrowser(). */
export async function openPage(options: { size?: typeof phone; dark?: boolean } = {}): Promise<OpenPage> {
  const { size = desktop, dark = false } = options;
  browser ??= startBrowser();
  const started = await browser;
  const context = await started.browser.newContext({ viewport: size, colorScheme: dark ? "dark" : "light" });
  context.setDefaultTimeout(120_000);
  const outside: string[] = [];
  await context.route("**/*", async (route) => {
    const url = route.request().url();
    if (isOfThisMachine(url)) {
      await route.continue();
      return;
    }
    outside.push(url);
    await route.abort();
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, outside, complaints, close: () => context.close() };
}

export async function closeBrowser(): Promise<void> {
  const started = await browser;
  browser = undefined;
  await started?.browser.close();
}

/** What axe finds wrong with the page as it stands, by WCAG 2.2 AA and axe's best practices: a line for each element. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const { modules } = (await browser!).tools;
  await page.addScriptTag({ path: path.join(modules, "axe-core/axe.min.js") });
  const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** How many pixels the page is wider than its window: 0 where nothing scrolls sideways. */
export async function sidewaysPixels(page: Page): Promise<number> {
  return (await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) as number;
}

function isOfThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return ["file:", "data:", "blob:"].includes(protocol) || hostname === "127.0.0.1";
}

async function startBrowser(): Promise<{ browser: Browser; tools: Tools }> {
  const { ensureBrowser } = (await importTool("browser.mjs")) as { ensureBrowser: () => Promise<Tools> };
  const tools = await ensureBrowser();
  const { chromium } = createRequire(path.join(tools.modules, "any.js"))("playwright-core") as {
    chromium: { launch(options: object): Promise<Browser> };
  };
  return { browser: await chromium.launch(tools.launch), tools };
}
