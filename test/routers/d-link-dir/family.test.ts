import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { dlinkDir } from "../../../src/routers/d-link-dir/index.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await dlinkDir.driver();

const rows = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => newest - index).map(
    (second) =>
      `Nov 24 11:00:${String(second).padStart(2, "0")}|1|Blocked incoming UDP packet from 203.0.113.9:${second} to 198.51.100.7:137`,
  );
const ports = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);

const answered = (body: string) => `HTTP/1.0 200 OK\r\n\r\n<html>${body}</html>`;

interface Router {
  /** Newest first. */
  log: string[];
  shown: number;
  /** What happens when it is asked for its log. */
  onLog?: () => void;
}

/** A router with three rows on a page that lets everybody in, and what was asked of it. */
async function bench(t: TestContext, router: Router) {
  const server = await startRawServer(t, (request) => {
    const total = Math.max(1, Math.ceil(router.log.length / 3));
    const [, turn] = /^POST \/log_(\w+)_page\.cgi/.exec(request) ?? [];
    if (turn === "first") router.shown = 1;
    else if (turn === "next") router.shown = Math.min(total, router.shown + 1);
    else if (turn === "previous") router.shown = Math.max(1, router.shown - 1);
    else router.onLog?.();
    const shown = router.log.slice((router.shown - 1) * 3, router.shown * 3);
    return answered(`<input type="hidden" name="total_log" id="total_log" value="${shown.join("|syslog|")}">
<input type=hidden id="current_page" name="current_page" value="${router.shown}">
<input type=hidden id="total_page" name="total_page" value="${total}">`);
  });
  const settings = routerSettings(dlinkDir, { url: server.url });
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
  const turns = () => {
    const requests = server.requests.slice(asked);
    asked = server.requests.length;
    return requests.map((request) => /log_(\w+)_page/.exec(request)?.[1] ?? "log");
  };
  return { read, turns };
}

test("a first reading turns all pages, and leaves the router at the page where it was", async (t) => {
  for (const home of [1, 2, 3]) {
    const router = { log: rows(8, 1), shown: home };
    const { read } = await bench(t, router);
    assert.deepEqual(await read(), ports(8, 1));
    assert.equal(router.shown, home);
  }
});

test("the next reading turns on until it meets a row that the journal has", async (t) => {
  const router = { log: rows(8, 1), shown: 1 };
  const { read, turns } = await bench(t, router);
  await read();
  turns();
  router.log = rows(9, 1);
  assert.deepEqual([await read(), turns()], [ports(9, 7), ["log"]]);
  router.log = rows(13, 1);
  assert.deepEqual([await read(), turns()], [ports(13, 8), ["log", "next", "log", "first"]]);
});

test("what was read and could not be kept is read again", async (t) => {
  const router = { log: rows(8, 1), shown: 1 };
  const { read } = await bench(t, router);
  await read();
  router.log = rows(15, 1);
  await read(false);
  assert.deepEqual(await read(), ports(15, 7));
});

test("rows that come while pages are turned are no rows twice", async (t) => {
  const router: Router = { log: rows(8, 1), shown: 1 };
  let newest = 8;
  router.onLog = () => {
    newest += 1;
    router.log = rows(newest, 1);
  };
  const { read } = await bench(t, router);
  const read1 = await read();
  assert.deepEqual(read1, ports(9, 1));
});

test("where somebody else turns the pages meanwhile the reading is given up, and their page left alone", async (t) => {
  const router: Router = { log: rows(8, 1), shown: 1 };
  let asked = 0;
  router.onLog = () => {
    asked += 1;
    if (asked === 2) router.shown = 3;
  };
  const { read, turns } = await bench(t, router);
  await assert.rejects(
    read(),
    (thrown) => thrown instanceof RetryableError && /somebody else turns/.test(thrown.message),
  );
  assert.deepEqual([router.shown, turns()], [3, ["log", "next", "log"]]);
});

const loginPage = (auth: number) =>
  answered(`<script>var auth = "${auth}";</script><form action="login.cgi" method="post">
<input type="hidden" name="graph_id" value="3f2a"><input type="hidden" name="login_pass"><input type="password" name="log_pass"></form>`);

test("the login is sent as the page's own script does, base64 with its slip", async (t) => {
  const server = await startRawServer(t, () => loginPage(0));
  const source = driver.open(
    routerSettings(dlinkDir, { url: server.url, username: "admin", password: "abc" }),
    Date.now,
  );
  t.after(() => source.close());
  await assert.rejects(source.fetch(AbortSignal.timeout(5000)), FatalError);
  const [, sent = ""] = (server.requests[1] ?? "").split("\r\n\r\n");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(sent)), {
    html_response_page: "login_fail.asp",
    graph_id: "3f2a",
    login_name: "YWRtaW4A",
    login_pass: "YWJj",
    login_n: "YWRtaW4A",
    log_pass: "YWJj",
  });
});

test("a login with a picture is told at once, and no password is sent", async (t) => {
  const server = await startRawServer(t, () => loginPage(1));
  const source = driver.open(routerSettings(dlinkDir, { url: server.url }), Date.now);
  t.after(() => source.close());
  await assert.rejects(source.fetch(AbortSignal.timeout(5000)), /graphical authentication/);
  assert.equal(server.requests.length, 1);
});
