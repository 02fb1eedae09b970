import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A tab that remembers everything that a sound page does not do. */
export interface StrictPage {
  readonly page: Page;
  /** Errors on the console (breaches of the content security policy among them), of scripts, and requests to other places. */
  readonly faults: string[];
  /** Goes to a view by its hash, and waits until all of it is there. */
  show(hash: string): Promise<void>;
  close(): Promise<void>;
}

/** @param base where the page is; nothing outside of it may be asked for */
export async function openStrictPage(
  browser: Browser,
  base: string,
  options: BrowserContextOptions = {},
): Promise<StrictPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) faults.push(`request: ${request.url()}`);
  });
  await page.goto(base);
  await settled(page);
  return {
    page,
    faults,
    async show(hash) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await settled(page);
    },
    close: () => context.close(),
  };
}

/** Waits until the view has a heading and nothing of it is under way. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.locator(".loading, [aria-busy=true]").first().waitFor({ state: "detached" });
}

/** What the page is wider than the window, in CSS pixels. */
export async function overflowOf(page: Page): Promise<number> {
  return Number(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds wrong, a line each; by WCAG 2.2 AA and axe's own good practices, or in colours alone. */
export async function axeFindings(page: Page, isColorOnly: boolean): Promise<readonly string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe);
  const rules = isColorOnly
    ? ["color-contrast"]
    : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const result = await page.evaluate<AxeResult>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`);
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary = "" }) => `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
  );
}

/** Does something in a tab of its own, which must have no fault in the end. */
export async function withPage(
  browser: Browser,
  base: string,
  options: BrowserContextOptions,
  act: (strict: StrictPage) => Promise<void>,
): Promise<void> {
  const strict = await openStrictPage(browser, base, {
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  strict.page.setDefaultTimeout(15_000);
  try {
    await act(strict);
    assert.deepEqual(strict.faults, []);
  } finally {
    await strict.close();
  }
}
