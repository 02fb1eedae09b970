import assert from "node:assert/strict";
import { test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { pfsense } from "../../../src/routers/pfsense/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await pfsense.driver();

const row = '<i title="block/1"></i>||Sep 28 10:38:09||WAN||203.0.113.9||1||192.0.2.10||22||TCP:S||4||1695890289||\n';
const page = (body: string, status = "200 OK", header = "") =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${header}\r\n${body}`;
const loginForm = page(
  "<form><input type=hidden name=__csrf_magic value='sid:1,2'><input name=usernamefld><input name=passwordfld></form>",
  "200 OK",
  "Set-Cookie: PHPSESSID=aa\r\n",
);

function visitor(url: string) {
  const router = routerSettings(pfsense, { url, username: "me", password: "s&t" });
  const source = driver.open(router, () => 0);
  return async () => driver.parse(await source.fetch(AbortSignal.timeout(5000)), router);
}

test("the login form goes to the log itself, with the page's token and its cookie", async (t) => {
  const answers = [loginForm, page("", "302 Found", "Location: /status_logs_filter_dynamic.php?x=1\r\n"), page(row)];
  const server = await startRawServer(t, (_, index) => answers[index] ?? page(row));
  const { entries } = await visitor(server.url)();
  assert.equal(entries.length, 1);
  const [first = "", form = "", third = ""] = server.requests;
  const path = "/status_logs_filter_dynamic.php?logfile=filter&nentries=500&lastsawtime=1";
  assert.ok(first.startsWith(`GET ${path} `));
  assert.ok(form.startsWith(`POST ${path} `));
  assert.match(form, /^cookie: PHPSESSID=aa\r$/im);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(form.split("\r\n\r\n")[1])), {
    __csrf_magic: "sid:1,2",
    usernamefld: "me",
    passwordfld: "s&t",
    login: "Sign In",
  });
  assert.ok(third.startsWith("GET /status_logs_filter_dynamic.php?x=1 "));
});

test("where the login leads to the dashboard, the log is asked for once more", async (t) => {
  const answers = [loginForm, page("", "302 Found", "Location: /\r\n"), page("<h1>Dashboard</h1>"), page(row)];
  const server = await startRawServer(t, (_, index) => answers[index] ?? page(row));
  assert.equal((await visitor(server.url)()).entries.length, 1);
  assert.equal(server.requests.length, 4);
});

test("rows that come later in the second of the last one are read, once", async (t) => {
  const { read, truth, clock } = await benchOf(t, pfsense, {}, { seed: 2, rate: 400, ringSize: 400 });
  const seen = new Map<string, number>();
  for (let pass = 0; pass < 60; pass += 1) {
    if (pass > 0) clock.nowMs += 10_300;
    const counts = new Map<string, number>();
    for (const { key } of (await read()).entries) counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const [key, count] of counts) seen.set(key, Math.max(count, seen.get(key) ?? 0));
  }
  const blocked = [...seen].filter(([key]) => key.includes("||WAN||") && key.includes("block/"));
  assert.equal(
    blocked.reduce((sum, [, count]) => sum + count, 0),
    truth.length,
  );
});

test("an empty answer is an empty log where the page for people is empty too, and else is none", async (t) => {
  const { read, simulator } = await benchOf(t, pfsense);
  await read();
  simulator.faults.freeze(true);
  simulator.faults.clear();
  assert.deepEqual((await read()).entries, []);
  const server = await startRawServer(t, (_, index) =>
    page(index === 0 ? "" : '<tbody id="filter-log-entries"><tr></tbody></html>'),
  );
  await assert.rejects(visitor(server.url)(), RetryableError);
});

test("a form that came too late is sent anew in the next pass, and costs no try of the password", async (t) => {
  const answers = [loginForm, page("CSRF check failed", "403 Forbidden"), loginForm, page(row)];
  const server = await startRawServer(t, (_, index) => answers[index] ?? page(row));
  const read = visitor(server.url);
  await assert.rejects(read(), RetryableError);
  assert.equal((await read()).entries.length, 1);
});

test("a user who may not see the page is told so", async (t) => {
  const server = await startRawServer(t, () => page("No page assigned to this user!"));
  await assert.rejects(
    visitor(server.url)(),
    (thrown) => thrown instanceof FatalError && /Dynamic View/.test(thrown.message),
  );
});

for (const [seed, order] of ["oldest", "newest"].entries()) {
  test(`a log that shows the ${order} row first is read oldest first`, async (t) => {
    const { read, truth } = await benchOf(t, pfsense, {}, { seed });
    const times = (await read()).entries.flatMap((entry) => (entry.kind === "event" ? (entry.event.timeMs ?? []) : []));
    assert.ok(truth.length > 40);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  });
}
