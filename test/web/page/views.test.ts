import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutChromium } from "../../support/chromium.ts";
import { openStage } from "../../support/stage.ts";
import { axeFindings, overflowOf, withPage } from "../../support/strict-page.ts";

const views = [
  ["#/", /knock|attack/],
  ["#/?from=7d&router=edge", /^Imports only: /],
  ["#/episodes", /^Episodes$/],
  ["#/episodes?kind=burst&from=all", /^Episodes$/],
  ["#/sources", /^Sources$/],
  ["#/sources?by=networks", /^Sources$/],
  ["#/source?address=203.0.113.1", /^203\.0\.113\.1$/],
  ["#/doors?find=2", /^Doors$/],
  ["#/countries", /^Countries$/],
  ["#/log", /^Log$/],
  ["#/log?find=nothing-has-this", /^Log$/],
  ["#/routers", /^Routers$/],
  ["#/tools", /^Tools$/],
  ["#/setup", /^Set up a router$/],
  ["#/nowhere", /^Not found$/],
] as const;

const sizes = [
  [360, 780],
  [1280, 900],
  [2560, 1440],
] as const;

test("every view in a browser, behind a prefix", { skip: withoutChromium, timeout: 170_000 }, async (t) => {
  const { browser, proxy } = await openStage(t);

  for (const colorScheme of ["light", "dark"] as const)
    for (const [width, height] of sizes)
      await t.test(`every view fits ${width} px and is sound, ${colorScheme}`, () =>
        withPage(browser, proxy.url, { colorScheme, viewport: { width, height } }, async (strict) => {
          // axe sees the same document everywhere: the narrow one differs most, and dark has other colours.
          const isAudited = (width === 360 && colorScheme === "light") || (width === 1280 && colorScheme === "dark");
          for (const [hash, title] of views) {
            await strict.show(hash);
            assert.match((await strict.page.locator("main h1").textContent()) ?? "", title, hash);
            assert.equal(
              await strict.page.locator("main [role=alert]:not(:empty)").count(),
              0,
              `${hash} shows an error`,
            );
            assert.ok((await overflowOf(strict.page)) <= 0, `${hash} is wider than the window`);
            if (isAudited) assert.deepEqual(await axeFindings(strict.page, colorScheme === "dark"), [], hash);
          }
        }),
      );
});
