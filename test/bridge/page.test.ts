import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Overview } from "../../src/model/web.ts";
import { dataDir, startBridge, startRouter, writeConfig } from "../support/bridge.ts";
import { readEvents } from "../support/event-source.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openMosquitto, withoutMosquitto } from "../support/mosquitto.ts";
import { ask } from "../support/web.ts";

const options = { skip: withoutMosquitto, timeout: 60_000 };
const busy = { rate: (20 * 86_400) / 323, ringSize: 600 };
const secret = "correct-horse-battery";
const asOwner = { authorization: `Basic ${Buffer.from(`me:${secret}`).toString("base64")}` };
/** Tests have no page where nothing else is said: many run side by side. */
const withPage = { WHOS_KNOCKING_WEB_ENABLED: "true" };

/** A bridge with a page on a port of its own. */
async function scene(t: TestContext, listen = "127.0.0.1:0") {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  const config = writeConfig(folder, {
    mqtt: { url: broker.url },
    web: { listen, password: secret },
    routers: [{ ...router.router, schedule: "* * * * * *" }],
  });
  const bridge = startBridge(t, config, withPage);
  const [greeting] = await bridge.seen("stderr", /Who's Knocking[\s\S]*journal .*\n/);
  return { folder, bridge, greeting };
}

test("a bridge says where its page is, and the page shows what the bridge does", options, async (t) => {
  const { folder, bridge, greeting } = await scene(t);
  const url = / {2}page {4}(http:\/\/127\.0\.0\.1:\d+)\/\n/.exec(greeting)?.[1] ?? "";
  assert.equal(JSON.parse(readFileSync(join(dataDir(folder), "runtime.json"), "utf8")).page_url, `${url}/`);

  const reader = await readEvents(t, `${url}/api/v1/stream`, asOwner);
  await reader.event(({ event }) => event === "probes");
  const overview = (await ask(url, "/api/v1/overview", { headers: asOwner })).json() as Overview;
  const [home] = overview.routers;
  assert.deepEqual([home?.name, home?.family_title, home?.side], ["home", "SMC Barricade", "poll"]);
  assert.equal(home?.reading.is_readable, true);
  assert.ok((home?.summary?.probes ?? 0) > 0);
  assert.equal(home?.state?.paused, false);

  const config = (await ask(url, "/api/v1/config", { headers: asOwner })).text;
  assert.doesNotMatch(config, new RegExp(secret));
  assert.partialDeepStrictEqual(JSON.parse(config), { web: { password: { is_set: true } } });

  const { code, stderr } = await bridge.stop();
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, / web +(warning|error)/);
  await reader.ended;
});

test("a page whose port is taken holds up nothing", options, async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const address = other.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { bridge, greeting } = await scene(t, `127.0.0.1:${port}`);
  assert.doesNotMatch(greeting, /page/);
  await bridge.seen(
    "stderr",
    new RegExp(`web +warning: the page cannot be served on 127.0.0.1:${port}: something listens there already; `),
  );
  await bridge.seen("stderr", /home +\d+ new: /);
});

test("a page that others can reach without a password is told of", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  const config = writeConfig(folder, {
    ...{ mqtt: { url: broker.url }, web: { listen: "0.0.0.0:0" }, routers: [router.router] },
  });
  const bridge = startBridge(t, config, withPage);
  await bridge.seen("stderr", /web +warning: the page listens on 0\.0\.0\.0:0 without a password: /);
  const [, url = ""] = await bridge.seen("stderr", / {2}page {4}(http:\/\/127\.0\.0\.1:\d+)\/\n/);
  assert.partialDeepStrictEqual((await ask(url, "/api/v1/session")).json(), { is_open: true, may_change: false });
});

test("the health tells when the broker is away, and that no restart would help", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  const config = writeConfig(folder, {
    ...{ mqtt: { url: broker.url }, web: { listen: "127.0.0.1:0" }, routers: [router.router] },
  });
  const bridge = startBridge(t, config, withPage);
  const [, url = ""] = await bridge.seen("stderr", / {2}page {4}(http:\S+)\/\n/);
  await bridge.seen("stderr", /broker +connected/);
  assert.deepEqual((await ask(url, "/health")).json(), { status: "ok", problems: [] });
  await broker.kill();
  const away = { status: "ok", problems: ["the broker cannot be reached"] };
  let told: unknown;
  do told = (await ask(url, "/health")).json();
  while (!isDeepStrictEqual(told, away));
});

test("no password of the router is in what the page is told of its troubles", options, async (t) => {
  const folder = temporaryFolder(t);
  const broker = await openMosquitto(t);
  const router = await startRouter(t, busy);
  const entry = { ...router.router, password: "not-the-password" };
  const config = writeConfig(folder, { mqtt: { url: broker.url }, web: { listen: "127.0.0.1:0" }, routers: [entry] });
  const bridge = startBridge(t, config, withPage);
  const [, url = ""] = await bridge.seen("stderr", / {2}page {4}(http:\S+)\/\n/);
  const reader = await readEvents(t, `${url}/api/v1/stream`);
  const { data } = await reader.event(({ event, data: told }) => event === "reading" && told.includes("problem"));
  assert.partialDeepStrictEqual(JSON.parse(data), { router: "home", is_readable: false, is_refusal: true });
  assert.match(data, /refuses the password/);
  assert.doesNotMatch(reader.text(), /not-the-password/);
});
