import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { tomato } from "../../../src/routers/tomato/index.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await tomato.driver();

const line = (minute: number) =>
  `Nov 24 11:${String(minute).padStart(2, "0")}:00 unknown kern.warn kernel: DROP IN=vlan2 OUT= SRC=203.0.113.9 DST=198.51.100.7 PROTO=TCP SPT=${minute} DPT=23`;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index));
const plain = (log: readonly string[]) =>
  `HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n${log.map((text) => `${text}\n`).join("")}`;
const html = (body: string) => `HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>${body}</html>`;
const home = (id: string) => html(`<script>nvram = { 'http_id': '${id}' };</script>`);

interface Router {
  log: string[];
  id: string;
  /** What a request with the wrong id gets. */
  wrong: (id: string) => string;
}

async function bench(t: TestContext, router: Router) {
  const server = await startRawServer(t, (request) => {
    const [, path = ""] = request.split(" ");
    if (path === "/") return home(router.id);
    const { searchParams } = new URL(path, "http://router");
    if (searchParams.get("_http_id") !== router.id) return router.wrong(router.id);
    const which = searchParams.get("which");
    return plain(which === "all" ? router.log : router.log.slice(-Number(which)));
  });
  const settings = routerSettings(tomato, { url: server.url, options: { lines: 25 } });
  const source = driver.open(settings, () => Date.UTC(2026, 10, 24, 12));
  t.after(() => source.close());
  let asked = 0;
  const read = async (isKept = true) => {
    const page = await source.fetch(AbortSignal.timeout(5000));
    if (isKept) source.kept?.();
    return driver
      .parse(page, settings)
      .entries.map((entry) => (entry.kind === "event" ? entry.event.sourcePort : entry.kind));
  };
  const requests = () => {
    const paths = server.requests.slice(asked).map((request) => request.split(" ")[1] ?? "");
    asked = server.requests.length;
    return paths.map((path) => path.replace("/logs/view.cgi?which=", "").replace("&_http_id=", " "));
  };
  return { read, requests };
}

const ports = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const wrong = (id: string) => home(id);

test("an answer that holds nothing at all is no page without an http_id: it is asked for again", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.0 200 OK\r\n\r\n");
  const source = driver.open(routerSettings(tomato, { url: server.url }), Date.now);
  t.after(() => source.close());
  await assert.rejects(source.fetch(AbortSignal.timeout(5000)), RetryableError);
});

test("the first reading asks for what is known again, the next ones for the last lines, as long as these reach back far enough", async (t) => {
  const router: Router = { log: lines(1, 10), id: "TID1a", wrong };
  router.id = "TID1a2b3c";
  const { read, requests } = await bench(t, router);
  assert.deepEqual([await read(), requests()], [ports(1, 10), ["/", "1024 TID1a2b3c"]]);
  router.log = lines(1, 30);
  assert.deepEqual([await read(), requests()], [ports(6, 30), ["25 TID1a2b3c"]]);
  router.log = lines(1, 59);
  assert.deepEqual([await read(), requests()], [ports(30, 59), ["25 TID1a2b3c", "all TID1a2b3c"]]);
});

test("a log that holds none of the lines that the journal has is read whole", async (t) => {
  const router: Router = { log: lines(1, 3), id: "TID1a2b3c", wrong };
  const { read } = await bench(t, router);
  await read();
  router.log = lines(10, 50);
  assert.deepEqual(await read(), ports(10, 50));
});

test("what was read and could not be kept is read again", async (t) => {
  const router: Router = { log: lines(1, 10), id: "TID1a2b3c", wrong };
  const { read } = await bench(t, router);
  await read();
  router.log = lines(1, 50);
  await read(false);
  assert.deepEqual(await read(), ports(10, 50));
});

test("after a restart the new id is taken from the page that came in place of the log", async (t) => {
  const router: Router = { log: lines(1, 3), id: "TID1a2b3c", wrong };
  const { read, requests } = await bench(t, router);
  await read();
  requests();
  router.id = "TID4d5e6f";
  assert.deepEqual([await read(), requests()], [ports(1, 3), ["25 TID1a2b3c", "25 TID4d5e6f"]]);
});

test("where that page holds none, the id is read from the first page", async (t) => {
  const router: Router = { log: lines(1, 3), id: "TID1a2b3c", wrong: () => html("no") };
  const { read, requests } = await bench(t, router);
  await read();
  requests();
  router.id = "TID4d5e6f";
  assert.deepEqual([await read(), requests()], [ports(1, 3), ["25 TID1a2b3c", "/", "25 TID4d5e6f"]]);
});

test("a router that keeps no log is told, and one that shows pages for ever is given up", async (t) => {
  for (const [answer, words] of [
    [() => html("Internal logging disabled"), /Log Internally/],
    [(id: string) => home(`${id}x`), /a page in place of its log/],
  ] as const) {
    const server = await startRawServer(t, (request) =>
      request.startsWith("GET / ") ? home("TID1a2b3c") : answer("TID9"),
    );
    const source = driver.open(routerSettings(tomato, { url: server.url }), Date.now);
    t.after(() => source.close());
    for (let pass = 0; pass < 3; pass += 1) {
      await assert.rejects(
        source.fetch(AbortSignal.timeout(5000)),
        (thrown) => thrown instanceof FatalError && words.test(thrown.message) && !thrown.message.includes("TID"),
      );
    }
    assert.ok(server.requests.length <= 9);
  }
});
