import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { stringify } from "yaml";
import { startChromium, withoutChromium } from "../support/chromium.ts";
import { settled } from "../support/strict-page.ts";
import { type Bench, median, type Outcome } from "./figure.ts";
import { writeNetfilterLog } from "./generated-log.ts";
import { folder, pageUrl, program, start } from "./process.ts";

const lines = 1_000_000;
const runs = 5;
const seed = 5;
const scrolledRows = 100_000;

/** What a person waits for the page, over a journal of a million lines. */
export const pageBench: Bench = {
  name: "page",
  async run() {
    if (withoutChromium !== false) return [{ what: "first view of the page", skipped: withoutChromium }];
    using data = folder();
    const config = await fillJournal(data.path);
    await using bridge = start(program, ["run", "--config", config], { WHOS_KNOCKING_WEB_ENABLED: "true" });
    const url = await pageUrl(data.path);
    const browser = await startChromium();
    try {
      const views = [...(await firstViews(browser, url)), ...(await otherViews(browser, url))];
      return [...views, await scrolling(browser, url), await searching(url)];
    } finally {
      await browser.close();
      await bridge.stop();
    }
  },
};

async function fillJournal(path: string): Promise<string> {
  const config = join(path, "whos-knocking.yaml");
  const settings = {
    data_dir: path,
    mqtt: { url: "embedded", embedded_listen: "127.0.0.1:0" },
    enrich: { dns: { enabled: false } },
    web: { listen: "127.0.0.1:0" },
    routers: [{ name: "home", family: "syslog", timezone: "UTC" }],
  };
  writeFileSync(config, stringify(settings));
  const log = join(path, "household.log");
  writeNetfilterLog(log, lines, seed);
  await using importing = start(program, ["import", log, "--router", "home", "--config", config]);
  await new Promise((resolve) => importing.child.once("exit", resolve));
  return config;
}

/** From the address to all of the overview, in a browser that has seen nothing yet; and what that takes over the line. */
async function firstViews(browser: Browser, url: string): Promise<readonly Outcome[]> {
  const times: number[] = [];
  let sentBytes = 0;
  for (let run = 0; run < runs; run += 1) {
    const page = await (await browser.newContext()).newPage();
    sentBytes = 0;
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      sentBytes += encodedDataLength;
    });
    times.push(await shownMs(page, `${url}#/?from=all`));
    await page.context().close();
  }
  return [
    {
      what: "first view of the page, all of it",
      value: median(times) / 1000,
      unit: "s",
      aim: { atMost: 1 },
      note: `${lines} lines; ${noteOf(times)}`,
    },
    { what: "first load, packed, with its data", value: sentBytes / 1000, unit: "kB", aim: { atMost: 250 } },
  ];
}

async function otherViews(browser: Browser, url: string): Promise<readonly Outcome[]> {
  const page = await browser.newPage();
  await shownMs(page, url);
  const outcomes: Outcome[] = [];
  for (const view of ["episodes", "sources", "doors", "countries", "log"]) {
    const beganMs = performance.now();
    await page.evaluate(`location.hash = "#/${view}?from=all"`);
    await page.locator(`nav a[aria-current=page][href^="#/${view}"]`).waitFor();
    await settled(page);
    outcomes.push({ what: `then ${view}`, value: performance.now() - beganMs, unit: "ms" });
  }
  await page.close();
  return outcomes;
}

/** Down the log as fast as the page lets us. */
async function scrolling(browser: Browser, url: string): Promise<Outcome> {
  const page = await browser.newPage();
  await shownMs(page, `${url}#/log?from=all`);
  const beganMs = performance.now();
  let rows = 0;
  while (rows < scrolledRows) {
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    await page.waitForTimeout(5);
    const last = await page.locator(".log-body .log-row").last().getAttribute("aria-rowindex");
    rows = Number(last);
  }
  const drawn = await page.locator(".log-body .log-row").count();
  await page.close();
  const seconds = (performance.now() - beganMs) / 1000;
  return { what: `down ${scrolledRows} rows of the log`, value: seconds, unit: "s", note: `${drawn} rows are drawn` };
}

/** Through all of the log for what is nowhere, as the page asks: piece by piece. */
async function searching(url: string): Promise<Outcome> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const beganMs = performance.now();
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const query = new URLSearchParams({ from: "all", find: `nowhere-${run}`, ...(cursor === "" ? {} : { cursor }) });
      const answer = await fetch(`${url}api/v1/events?${query}`);
      cursor = ((await answer.json()) as { readonly next?: string }).next;
    }
    times.push(performance.now() - beganMs);
  }
  return { what: "search for what is nowhere", value: median(times), unit: "ms", note: noteOf(times) };
}

async function shownMs(page: Page, url: string): Promise<number> {
  const beganMs = performance.now();
  await page.goto(url);
  await settled(page);
  return performance.now() - beganMs;
}

function noteOf(times: readonly number[]): string {
  return `median of ${times.length}: ${times.map((time) => Math.round(time)).join(", ")} ms`;
}
