import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "../support/event-source.ts";
import { withoutMosquitto } from "../support/mosquitto.ts";
import { openPageBridge } from "../support/page-bridge.ts";
import { ask, codeOf } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };

test("what MQTT can do to a running bridge, its page can", options, async (t) => {
  const api = await openPageBridge(t);
  const { post, router } = api;

  await t.test("a pass now", async () => {
    await router.more(3);
    const { routers } = (await post("/actions/scrape", { router: "home" })).json() as {
      readonly routers: readonly { readonly router: string; readonly new: number }[];
    };
    assert.equal(routers[0]?.router, "home");
    assert.ok((routers[0]?.new ?? 0) >= 3);
    assert.equal((await post("/actions/scrape")).status, 200);
  });

  await t.test("a pause, of which everybody hears", async () => {
    const reader = await readEvents(t, `${api.url}/api/v1/stream`);
    assert.equal((await post("/actions/pause", { router: "home", is_paused: true })).status, 204);
    await reader.event(({ event, data }) => event === "state" && data.includes('"paused":true'));
    const refused = await post("/actions/scrape", { router: "home" });
    assert.deepEqual([refused.status, codeOf(refused)], [422, "failed"]);
    assert.match(refused.text, /home is paused/);
    assert.equal((await post("/actions/pause", { router: "home", is_paused: false })).status, 204);
  });

  await t.test("thresholds and levels, within what is allowed", async () => {
    assert.equal((await post("/actions/burst-threshold", { router: "home", probes: 5 })).status, 204);
    const { routers } = (await api.ask("/overview")).json() as {
      readonly routers: readonly { readonly state: { readonly burst_threshold: number } }[];
    };
    assert.equal(routers[0]?.state.burst_threshold, 5);
    assert.equal((await post("/actions/burst-threshold", { router: "home", probes: 1 })).status, 400);
    assert.equal((await post("/actions/log-level", { level: "debug" })).status, 204);
    const loud = await post("/actions/log-level", { level: "loud" });
    assert.deepEqual([loud.status, codeOf(loud)], [422, "failed"]);
  });

  await t.test("a look at the router, and discovery", async () => {
    const { json } = await post("/actions/check", { router: "home" });
    assert.partialDeepStrictEqual(json(), { is_sound: true });
    const away = await post("/actions/check", { router: "hom" });
    assert.equal(away.status, 422);
    assert.match(away.text, /did you mean .*home/);
    assert.deepEqual((await post("/actions/rediscover")).json(), { devices: 2 });
  });

  await t.test("a capture without anything of the household", async () => {
    const made = (await post("/actions/capture", { router: "home" })).json() as {
      readonly files: readonly { readonly name: string; readonly content: string }[];
      readonly exchanges: number;
    };
    assert.deepEqual(
      made.files.map(({ name }) => name),
      ["exchanges.http", "page.html", "entries.json"],
    );
    assert.ok(made.exchanges > 0);
    assert.ok(made.files.every(({ content }) => !content.includes(router.router.password)));
    assert.equal((await post("/actions/capture", { router: "hom" })).status, 422);
    assert.equal((await post("/actions/capture", { router: "home", hide: ["x".repeat(254)] })).status, 400);
  });
});

test("reports and exports are files", options, async (t) => {
  const api = await openPageBridge(t);
  const file = async (path: string) => {
    const { status, headers, text } = await ask(api.url, `/api/v1${path}`);
    assert.equal(status, 200, text);
    return { type: headers["content-type"], name: headers["content-disposition"], text, headers };
  };

  await t.test("the report, in each of its forms", async () => {
    const page = await file("/report");
    assert.match(page.text, /^<!doctype html>/i);
    assert.equal(page.type, "text/html; charset=utf-8");
    assert.match(page.name ?? "", /^attachment; filename="whos-knocking-report-\d{4}-\d\d-\d\d\.html"$/);
    assert.match(String(page.headers["content-security-policy"]), /^sandbox; default-src 'none'/);
    assert.match((await file("/report?inline=true")).name ?? "", /^inline; /);
    assert.match((await file("/report?format=text&top=3&from=7d")).text, /Probes: /);
    assert.ok(JSON.parse((await file("/report?format=json")).text).probes > 0);
    assert.match((await file("/report?format=csv&router=home")).name ?? "", /\.csv"$/);
    const nothing = await ask(api.url, "/api/v1/report?from=2001-01-01&to=2001-01-02");
    assert.deepEqual([nothing.status, codeOf(nothing)], [422, "failed"]);
  });

  await t.test("the rows, in each of their forms", async () => {
    const rows = (await file("/export")).text.trimEnd().split("\n");
    assert.ok(rows.length > 0);
    assert.partialDeepStrictEqual(JSON.parse(rows[0] ?? ""), { router: "home" });
    const csv = await file("/export?format=csv&from=all");
    assert.match(csv.text, /^time,/);
    assert.match(csv.name ?? "", /^attachment; filename="whos-knocking-probes-\d{4}-\d\d-\d\d\.csv"$/);
    assert.equal(csv.text.trimEnd().split("\n").length, rows.length + 1);
    assert.match((await file("/export?format=ecs")).text, /"ecs":/);
    assert.match((await file("/export?format=dshield&dshield_user_id=7")).text, /\t7\t/);
    assert.match((await file("/export?format=csv&gaps=true")).text, /^(id|router|from),/);
    for (const path of ["/export?format=ecs&gaps=true", "/export?format=dshield&admitted=true", "/export?router=away"])
      assert.equal((await ask(api.url, `/api/v1${path}`)).status, 422, path);
    assert.equal((await ask(api.url, "/api/v1/export?format=xml")).status, 400);
  });
});
