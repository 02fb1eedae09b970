import assert from "node:assert/strict";
import { test } from "node:test";
import { startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { scraped } from "../support/bridge-receipts.ts";
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
  ["restart", '{"transaction":"t"}', /^unknown action "restart": known are scrape, rediscover, health$/],
  ["scarpe", '{"transaction":"t"}', /^unknown action "scarpe"; did you mean "scrape"\?$/],
];

test("requests are answered on the topic of their action", options, async (t) => {
  const broker = await openMosquitto(t);
  const home = { ...(await startRouter(t, { rate: 10_000 })).router, schedule: "0 0 1 1 *" };
  const gone = { ...home, name: "garden", url: "http://127.0.0.1:1" };
  const bridge = startBridge(t, writeConfig(temporaryFolder(t), { mqtt: { url: broker.url }, routers: [home, gone] }));
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
