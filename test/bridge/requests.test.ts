import assert from "node:assert/strict";
import { test } from "node:test";
import { openJournal } from "../../src/journal/open.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { scraped } from "../support/bridge-receipts.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { collectReceipts } from "../support/receipts.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };

const wrong: readonly (readonly [action: string, payload: string, error: RegExp])[] = [
  ["health", "{", /^the request is no JSON: /],
  ["health", "[]", /^a request is a JSON object, such as/],
  ["health", '"now"', /^a request is a JSON object, such as/],
  ["health", "null", /^a request is a JSON object, such as/],
  ["health", '{"transaction":{"a":1}}', /^transaction is a number or a text of at most 256 characters$/],
  ["health", `{"transaction":"${"x".repeat(5000)}"}`, /^a request has at most 4096 characters$/],
  ["health", '{"transaction":"t","deep":true}', /^unknown key "deep": known are transaction$/],
  ["scrape", '{"transaction":"t","roter":"home"}', /^unknown key "roter"; did you mean "router"\?$/],
  ["scrape", '{"transaction":"t","router":7}', /^router is a text$/],
  ["scrape", '{"transaction":"t","router":"hone"}', /^there is no router "hone": did you mean "home"\?$/],
  ["scrape", '{"transaction":"t","router":"attic"}', /^there is no router "attic": known are home, garden$/],
  ["upgrade", '{"transaction":"t"}', /^unknown action "upgrade": known are scrape, report, rediscover, health$/],
  ["report", '{"transaction":"t","format":"pdf"}', /^format: "pdf" – one of text, json, html, csv$/],
  ["report", '{"transaction":"t","format":["csv"]}', /^format is a text$/],
  ["report", '{"transaction":"t","top":0}', /^top: "0" – a whole number from 1 to 1000000$/],
  ["report", '{"transaction":"t","top":"5"}', /^top is a number$/],
  ["report", '{"transaction":"t","since":"yesterday"}', /^since: "yesterday" – a time such as 2026-11-23T12:00:00Z, /],
  ["report", '{"transaction":"t","since":"1h","until":"2h"}', /^until: "2h" – a time after "1h"$/],
  ["report", '{"transaction":"t","until":"2020-01-01"}', /^the journal holds nothing of that time: what it knows is /],
  [
    "report",
    '{"transaction":"t","router":"hom"}',
    /^router: "hom" – one that the journal knows: attic, home; did you mean/,
  ],
  ["report", '{"transaction":"t","resolve":true}', /^unknown key "resolve": known are transaction, since, until, /],
  ["scarpe", '{"transaction":"t"}', /^unknown action "scarpe"; did you mean "scrape"\?$/],
];

/** A journal that knows so many sources of a router of former times that a report of all of them is longer than an answer may be. */
function keepCrowd(folder: string): void {
  const journal = openJournal(folder);
  const scrapedAtMs = Date.parse("2026-11-20T12:00:00Z");
  const knocks = Array.from({ length: 20_000 }, (_, at) =>
    probe(scrapedAtMs - at, { source: `10.0.${at >> 8}.${at % 256}` }),
  );
  journal.commit(passOf(eventItems(knocks), { router: "attic", scrapedAtMs }));
  journal.close();
}

test("requests are answered on the topic of their action", options, async (t) => {
  const broker = await openMosquitto(t);
  const home = { ...(await startRouter(t, { rate: 10_000 })).router, schedule: "0 0 1 1 *" };
  const gone = { ...home, name: "garden", url: "http://127.0.0.1:1" };
  const folder = temporaryFolder(t);
  keepCrowd(dataDir(folder));
  const bridge = startBridge(t, writeConfig(folder, { mqtt: { url: broker.url }, routers: [home, gone] }));
  await using receipts = await collectReceipts({ url: broker.url });
  await scraped(receipts, "home", 0);
  await receipts.when("what became of the other router", () => receipts.latest("whos-knocking/garden/availability"));

  const ask = async (action: string, payload: string) => {
    const before = receipts.all.length;
    await receipts.publish(`whos-knocking/bridge/request/${action}`, payload);
    const found = await receipts.when(`an answer to ${action} ${payload.slice(0, 60)}`, () =>
      receipts.all.slice(before).find(({ topic }) => topic.startsWith("whos-knocking/bridge/response/")),
    );
    assert.equal(found.topic, `whos-knocking/bridge/response/${action}`);
    return JSON.parse(found.payload);
  };

  await t.test("health: the same as its topic", async () => {
    const { transaction, status, data } = await ask("health", '{"transaction":42}');
    assert.deepEqual([transaction, status, data.log_level], [42, "ok", "info"]);
    assert.deepEqual(
      Object.keys(data),
      Object.keys(JSON.parse(receipts.latest("whos-knocking/bridge/health") ?? "{}")),
    );
  });

  await t.test("rediscover: how many devices there are; without a payload, and so without a transaction", async () => {
    assert.deepEqual(await ask("rediscover", ""), { status: "ok", data: { devices: 3 } });
  });

  await t.test("scrape: what the pass brought", async () => {
    const lastMs = Date.now();
    const { transaction, status, data } = await ask("scrape", '{"transaction":"a","router":"home"}');
    assert.deepEqual([transaction, status, data.routers.length, data.routers[0].router], ["a", "ok", 1, "home"]);
    for (const key of ["entries", "new", "probes"]) assert.equal(typeof data.routers[0][key], "number", key);
    await scraped(receipts, "home", lastMs);
  });

  await t.test("scrape of all: what went wrong with one of them is told", async () => {
    const { status, error } = await ask("scrape", "{}");
    assert.equal(status, "error");
    assert.match(error, /^garden: /);
  });

  await t.test("report: the command's, as JSON where nothing is said, with twenty rows a table", async () => {
    const { transaction, status, data } = await ask("report", '{"transaction":"r"}');
    assert.deepEqual([transaction, status, data.format], ["r", "ok", "json"]);
    assert.ok(data.report.probes > 0);
    assert.deepEqual([data.report.hours.length, data.report.sources.length], [24, 20]);
    const rows = await ask("report", '{"router":"home","since":"24h","top":3}');
    assert.equal(rows.data.report.sources.length, 3);
  });

  for (const [format, begin] of [
    ["text", /^ +Who's Knocking\?\n/],
    ["html", /^<!doctype html>\n[\s\S]*<svg /],
    ["csv", /^table,key,name,count,share,days\r\n/],
  ] as const) {
    await t.test(`report: as ${format}`, async () => {
      const { data } = await ask("report", JSON.stringify({ format }));
      assert.equal(data.format, format);
      assert.match(data.report, begin);
    });
  }

  await t.test(
    "report: one that is longer than an answer may be is not sent, and the answer says what helps",
    async () => {
      const { status, error } = await ask("report", '{"router":"attic","top":1000000}');
      assert.equal(status, "error");
      assert.match(
        error,
        /^the report has \d{7} bytes, and an answer at most 1000000: ask for fewer rows \(top\) or a shorter time/,
      );
      assert.equal((await ask("report", '{"router":"attic"}')).data.report.probes, 20_000);
    },
  );

  for (const [action, payload, error] of wrong) {
    await t.test(`${action} ${payload.slice(0, 40)}: ${error.source}`, async () => {
      const answer = await ask(action, payload);
      assert.equal(answer.status, "error");
      assert.match(answer.error, error);
      if (payload.includes('"t"')) assert.equal(answer.transaction, "t");
      assert.equal("data" in answer, false);
    });
  }

  await t.test("what looks like no action gets no topic of its own", async () => {
    await receipts.publish("whos-knocking/bridge/request/<b>", "");
    const { payload } = await receipts.when("an answer", () =>
      receipts.all.find(({ topic }) => topic === "whos-knocking/bridge/response/unknown"),
    );
    assert.match(JSON.parse(payload).error, /^unknown action "<b>"/);
  });
  await bridge.stop();
});
