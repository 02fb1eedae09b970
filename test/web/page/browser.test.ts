import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutChromium } from "../../support/chromium.ts";
import { hostileTexts, longName } from "../../support/page-scene.ts";
import { openStage } from "../../support/stage.ts";
import { axeFindings, overflowOf, withPage } from "../../support/strict-page.ts";
import { openWeb } from "../../support/web.ts";

// One browser and one program for all, because each takes a second to start.
test("the page in a browser, behind a prefix", { skip: withoutChromium, timeout: 170_000 }, async (t) => {
  const { browser, proxy, router } = await openStage(t);

  await t.test("an episode can be followed to its probes, and a source to its history", () =>
    withPage(browser, proxy.url, { viewport: { width: 360, height: 780 } }, async ({ page, show }) => {
      await show("#/episodes?from=all");
      await page.locator(".episode a.when").first().click();
      await page.getByRole("heading", { name: "Its probes" }).waitFor();
      assert.ok((await overflowOf(page)) <= 0);
      const address = await page.locator(".plain a.address").first().textContent();
      await page.locator(".plain a.address").first().click();
      await page.getByRole("heading", { level: 1, name: address ?? "" }).waitFor();
      await page.getByRole("heading", { name: "Its doors" }).waitFor();
      assert.ok((await overflowOf(page)) <= 0);
    }),
  );

  await t.test("who never knocked has no history, and that is said", () =>
    withPage(browser, proxy.url, {}, async ({ page, show, faults }) => {
      await show("#/source?address=198.51.100.77");
      await page.getByText("It never knocked here.").waitFor();
      assert.deepEqual(
        faults.splice(0).filter((fault) => !fault.includes("404")),
        [],
      );
    }),
  );

  await t.test("what strangers wrote is text, and cannot turn anything round", () =>
    withPage(browser, proxy.url, { viewport: { width: 360, height: 780 } }, async ({ page, show }) => {
      await show("#/log?router=edge&find=203.0.113.1");
      const who = page.locator(".log-who bdi");
      assert.equal(await who.first().textContent(), longName);
      assert.ok((await overflowOf(page)) <= 0);
      for (const [index, text] of hostileTexts.entries()) {
        await show(`#/log?router=edge&source=203.0.113.${index + 1}`);
        const escaped = text.replaceAll(
          /[\u202e\u2066\u200d]/g,
          (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
        );
        assert.ok((await page.locator(".log-who bdi").allTextContents()).includes(escaped), text);
        await page.locator(".log-more button").first().click();
        const rule = page.locator("dialog dd bdi", { hasText: escaped });
        assert.ok((await rule.count()) > 0, `the rule ${text}`);
        assert.equal(
          await page.evaluate("getComputedStyle(document.querySelector('dialog dd bdi')).unicodeBidi"),
          "isolate",
        );
        await page.keyboard.press("Escape");
        await page.locator("dialog").waitFor({ state: "detached" });
      }
    }),
  );

  await t.test("filters are in the address, and the way back undoes them", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/log?router=edge");
      await page.getByLabel("Port", { exact: true }).fill("23");
      await page.keyboard.press("Enter");
      await page.waitForURL(/port=23/);
      await page.locator(".log-door", { hasText: "tcp/23" }).first().waitFor();
      assert.equal(await page.locator(".log-body .log-door", { hasText: "tcp/21" }).count(), 0);
      await page.getByLabel("Search", { exact: true }).fill("203.0.113.4");
      await page.waitForURL(/find=203\.0\.113\.4/);
      const address = page.url();
      await page.reload();
      assert.equal(await page.getByLabel("Search", { exact: true }).inputValue(), "203.0.113.4");
      assert.equal(page.url(), address);
      await page.goBack();
      await page.waitForURL((now) => !now.hash.includes("port=23"));
      await page.locator(".log-door", { hasText: "tcp/21" }).first().waitFor();
    }),
  );

  await t.test("the log goes on and on with few rows drawn", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/log?router=edge&from=all");
      const end = page.getByText("600 rows, and that is all.");
      while ((await end.count()) === 0) {
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
        assert.ok((await page.locator(".log-body .log-row").count()) < 120);
        await page.waitForTimeout(20);
      }
      await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
      await page.locator('.log-row[aria-rowindex="601"]').waitFor();
      assert.equal(await page.locator(".log").getAttribute("aria-rowcount"), "601");
    }),
  );

  await t.test("times are the viewer's, and the router's on hover", () =>
    withPage(browser, proxy.url, { timezoneId: "America/Mexico_City" }, async ({ page, show }) => {
      await show("#/log?router=edge&from=all");
      const time = page.locator(".log-time time").first();
      const iso = (await time.getAttribute("datetime")) ?? "";
      const clock = (timeZone: string) =>
        new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(Date.parse(iso));
      assert.equal((await time.textContent())?.slice(-5), clock("America/Mexico_City"));
      assert.match((await time.getAttribute("title")) ?? "", new RegExp(`router's clock: .* ${clock("Asia/Tokyo")}`));
    }),
  );

  await t.test("news come by themselves", () =>
    withPage(browser, proxy.url, {}, async ({ page }) => {
      const total = page.locator(".figures dd").first();
      const before = await total.textContent();
      while ((await total.textContent()) === before) await page.waitForTimeout(100);
    }),
  );

  await t.test("whoever is at the top of the log sees what comes, and whoever reads further down is left alone", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/log?router=home&from=all");
      const first = page.locator(".log-body .log-row").first();
      const before = await first.textContent();
      while ((await first.textContent()) === before) await page.waitForTimeout(100);
      await page.evaluate("scrollTo(0, 400)");
      await page.waitForTimeout(500);
      const newest = await first.textContent();
      await page.waitForTimeout(3000);
      assert.equal(await first.textContent(), newest);
    }),
  );

  await t.test("a lost connection is told, and heals", () =>
    withPage(browser, proxy.url, {}, async (strict) => {
      const { page, faults } = strict;
      proxy.cut();
      await page.getByText("Not live since").waitFor();
      assert.match((await page.locator("p[role=status].hidden").textContent()) ?? "", /The connection is lost/);
      // Meanwhile a proxy answers that nobody is there, as Home Assistant does while the app starts anew.
      await proxy.refusal("/api/v1/stream");
      proxy.mend();
      await page.getByText("Not live since").waitFor({ state: "detached" });
      await page.getByText("Live", { exact: true }).waitFor();
      // The browser itself tells of the requests that failed meanwhile.
      faults.splice(0);
    }),
  );

  await t.test("a time that is dragged over the chart is looked at closely", () =>
    withPage(browser, proxy.url, {}, async ({ page }) => {
      const plot = page.locator("rate-chart .u-over");
      const box = await plot.boundingBox();
      assert.ok(box !== null);
      await page.mouse.move(box.x + box.width * 0.3, box.y + 50);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 });
      await page.mouse.up();
      await page.waitForURL(/from=.*to=/);
      await page.getByRole("link", { name: "Zoom out" }).click();
      await page.waitForURL((url) => !url.hash.includes("from="));
    }),
  );

  await t.test("a router is paused, resumed, and its threshold set", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/routers");
      const card = page.locator(".card").filter({ has: page.getByRole("heading", { name: "home" }) });
      await card.getByRole("button", { name: "Pause" }).click();
      await card.getByText("Paused: it is left alone until you resume it.").waitFor();
      await card.locator(".health", { hasText: "Paused" }).waitFor();
      await card.getByRole("button", { name: "Resume" }).click();
      await card.locator(".health", { hasText: "Read" }).waitFor();
      await card.getByLabel("Probes that make a burst").fill("5");
      await card.getByRole("button", { name: "Set" }).click();
      await card.getByText("5 probes make a burst from now on.").waitFor();
    }),
  );

  await t.test("a router for imports alone is called so, and nothing of it is asked for or set", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/routers");
      const card = page.locator(".card", { hasText: "edge" });
      await card.getByText("Imports only").waitFor();
      assert.match((await card.textContent()) ?? "", /What it isSyslog\s*ReadingOnly logs that you import/);
      assert.equal(await card.getByRole("button").count(), 0);
    }),
  );

  await t.test("a router is captured, and its files are read before they are kept", () =>
    withPage(browser, proxy.url, { acceptDownloads: true }, async ({ page, show }) => {
      await show("#/routers");
      const card = page.locator(".card").filter({ has: page.getByRole("heading", { name: "home" }) });
      await card.getByRole("button", { name: "Capture" }).click();
      await card.getByLabel("exchanges.http").waitFor();
      assert.match(await card.getByLabel("entries.json").inputValue(), /^\{\n/);
      assert.deepEqual(await axeFindings(page, false), []);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        card.getByRole("button", { name: "Download page.html" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "home-page.html");
      assert.match(await card.getByLabel("page.html").inputValue(), /System Log/);
      await card.getByLabel("More names to hide").fill("System Log, nobody");
      await card.getByRole("button", { name: "Capture again" }).click();
      const isHidden = async () => !(await card.getByLabel("page.html").inputValue()).includes("System Log");
      for (let looks = 0; looks < 100 && !(await isHidden()); looks += 1) await page.waitForTimeout(100);
      assert.ok(await isHidden());
    }),
  );

  await t.test("a log is imported, and what it brought is told", () =>
    withPage(browser, proxy.url, {}, async ({ page, show }) => {
      await show("#/tools");
      const card = page.locator(".card").filter({ has: page.getByRole("heading", { name: "Import" }) });
      const line =
        "2026-01-02T03:04:05.000+00:00 gate kernel: [DROP] IN=eth0 OUT= MAC= SRC=198.51.100.9 DST=192.0.2.1 LEN=60 PROTO=UDP SPT=5 DPT=9";
      const file = { name: "<b>past</b>.log", mimeType: "text/plain", buffer: Buffer.from(`${line}\n<i>no log</i>\n`) };
      await card.getByLabel("File").setInputFiles(file);
      await card.getByLabel("Router").selectOption("edge");
      await card.getByRole("button", { name: "Import" }).click();
      await card.getByText("2 lines: 1 new probe").waitFor();
      await card.getByText("1 line not understood").click();
      await card.getByText("2: <i>no log</i>").waitFor();
      await show("#/source?address=198.51.100.9");
      await page.getByRole("heading", { name: "Its doors" }).waitFor();
    }),
  );

  await t.test("a report is shown and kept, and rows are exported", () =>
    withPage(browser, proxy.url, { acceptDownloads: true }, async ({ page, show }) => {
      await show("#/tools");
      for (const [title, name] of [
        ["Report", /^whos-knocking-report-.*\.html$/],
        ["Export", /^whos-knocking-probes-.*\.ndjson$/],
      ] as const) {
        const card = page.locator(".card").filter({ has: page.getByRole("heading", { name: title }) });
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          card.getByRole("button", { name: "Download" }).click(),
        ]);
        assert.match(download.suggestedFilename(), name);
      }
      const [report] = await Promise.all([
        page.context().waitForEvent("page"),
        page.getByRole("button", { name: "Look at it" }).click(),
      ]);
      await report.getByRole("heading", { name: "Who's Knocking?" }).waitFor();
    }),
  );

  await t.test("light or dark is chosen, and stays", () =>
    withPage(browser, proxy.url, { colorScheme: "light" }, async ({ page }) => {
      const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      const light = await paper();
      await page.getByRole("button", { name: /^Appearance/ }).click();
      assert.equal(await paper(), light);
      await page.getByRole("button", { name: /^Appearance/ }).click();
      assert.notEqual(await paper(), light);
      await page.reload();
      assert.notEqual(await paper(), light);
    }),
  );

  await t.test("in Home Assistant it is light or dark as that is", async () => {
    const page = await browser.newPage({ colorScheme: "light" });
    await page.goto(proxy.frameUrl);
    const inside = page.frameLocator("iframe");
    await inside.locator("html[data-theme=dark]").waitFor();
    await page.evaluate("document.querySelector('meta').content = 'light'");
    await inside.locator("html[data-theme=light]").waitFor();
    await page.close();
  });

  await t.test("everything is reached by the keyboard, and one sees where one is", () =>
    withPage(browser, proxy.url, {}, async ({ page }) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate("document.activeElement.textContent"), "To the content");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate("document.activeElement.id"), "main");
      const reached = new Set<string>();
      for (let step = 0; step < 120; step++) {
        await page.keyboard.press("Tab");
        const [name, outline] = await page.evaluate<[string, string]>(
          "[document.activeElement.innerText || document.activeElement.ariaLabel || '', getComputedStyle(document.activeElement).outlineStyle]",
        );
        if ((await page.evaluate("document.activeElement === document.body")) === true) break;
        assert.notEqual(outline, "none", name);
        reached.add(name.trim());
      }
      for (const name of ["Week", "As a table", "All"]) assert.ok(reached.has(name), `${name} is not reached`);
      await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Doors" }).focus();
      await page.keyboard.press("Enter");
      await page.locator("h1:focus").waitFor();
    }),
  );

  await t.test("a router is tried, written into the configuration, and there once the program has begun anew", () =>
    withPage(browser, proxy.url, {}, async ({ page, show, faults }) => {
      await show("#/setup");
      await page.getByLabel("Kind of router").selectOption("smc-barricade");
      const field = (name: string) => page.locator(`input[name=${name}]`);
      await field("name").fill("attic");
      await field("url").fill("http://127.0.0.1:1");
      await field("username").fill(router.username);
      await field("password").fill(router.password);
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText("It does not work: ").waitFor();
      await field("url").fill(router.url);
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText("It works: ").waitFor();
      await page.getByRole("button", { name: "Show what is written" }).click();
      await page.getByText("This would be written to").waitFor();
      const shown = (await page.getByRole("region", { name: "The configuration" }).textContent()) ?? "";
      assert.match(shown, /name: attic/);
      assert.doesNotMatch(shown, new RegExp(`password: ${router.password}`));
      await page.getByRole("button", { name: "Write the configuration" }).click();
      await page.getByText("The program begins anew with the new configuration.").first().waitFor();
      await page.getByText("The new configuration is in use.").waitFor();
      assert.deepEqual(await axeFindings(page, false), []);
      await page.locator("select option[value=attic]").waitFor({ state: "attached" });
      // The browser itself tells of the requests that failed meanwhile.
      faults.splice(0);
      // Once more it is refused, and the browser itself tells of that answer.
      await page.getByRole("button", { name: "Write the configuration" }).click();
      await page.locator(".action-note[data-state=failed]").waitFor();
      assert.equal(faults.splice(0).length, 1);
    }),
  );

  await t.test("a password is asked for, and where nothing is set up yet the way there is shown", async (t) => {
    const now = new Date().toISOString();
    const health = {
      uptime_seconds: 1,
      memory_bytes: 1,
      backlog: 0,
      journal_bytes: 0,
      publish_rate: 0,
      log_level: "info",
    };
    const settings = { password: "correct horse battery", pageFolder: "src/web/page" };
    const { url: lockedUrl, live } = await openWeb(t, {
      settings,
      ports: { overview: () => ({ now, health, routers: [] }) },
    });
    const page = await browser.newPage();
    await page.goto(lockedUrl);
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.locator("[role=alert]:not(:empty)").waitFor();
    assert.deepEqual(await axeFindings(page, false), []);
    await page.getByLabel("Password").fill(settings.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "No router is set up yet." }).waitFor();
    assert.deepEqual(await axeFindings(page, false), []);
    await page.getByRole("link", { name: "Set up a router" }).waitFor();
    const problems = ["whos-knocking.yaml:3: rooters: unknown key", "\u202eit is wrong <b>too</b>"];
    live.tell({ event: "config", data: { state: "refused", problems } });
    await page.getByText("cannot be used; everything goes on as before").waitFor();
    await page.getByText("\\u{202e}it is wrong <b>too</b>").waitFor();
    assert.deepEqual(await axeFindings(page, false), []);
    await page.close();
  });
});
