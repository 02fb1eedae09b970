import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { unifi } from "../../../src/routers/unifi/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await unifi.driver();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nowMs = Date.UTC(2026, 2, 1);

const answered = (value: unknown, status = "200 OK", header = "") => {
  const body = JSON.stringify(value);
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n${header}\r\n${body}`;
};
const letIn = answered({}, "200 OK", "Set-Cookie: TOKEN=jwt0; path=/\r\nX-CSRF-Token: csrf0\r\n");
const expired = answered({}, "401 Unauthorized");

const row = (id: string, agoMinutes: number) => ({
  id,
  timestamp: nowMs - agoMinutes * minuteMs,
  parameters: { SRC_IP: "203.0.113.9" },
});
const pageOf = (rows: readonly object[], pages = 1) => answered({ data: rows, total_page_count: pages });

async function lineTo(t: TestContext, answers: readonly string[]) {
  const server = await startRawServer(t, (_, index) => answers[index] ?? answers.at(-1) ?? "");
  const clock = { nowMs };
  const router = routerSettings(unifi, { url: server.url, username: "me", password: "right" });
  const source = driver.open(router, () => clock.nowMs);
  return {
    ...{ clock, server, source },
    read: async () => driver.parse(await source.fetch(AbortSignal.timeout(5000)), router),
    questions: () => server.requests.map((request) => JSON.parse(request.split("\r\n\r\n")[1] ?? "")),
  };
}

test("it logs in, sends cookie and token with each question, and asks for the last thirty days at first", async (t) => {
  const { read, server, questions } = await lineTo(t, [letIn, pageOf([row("a", 1)])]);
  await read();
  const [login, question] = questions();
  assert.deepEqual(login, { username: "me", password: "right", rememberMe: false });
  assert.deepEqual(question, {
    timestampFrom: nowMs - 30 * 24 * hourMs,
    timestampTo: nowMs,
    triggerTypes: ["TRAFFIC_RULE", "TRAFFIC_ROUTE", "FIREWALL_RULE"],
    pageSize: 100,
    pageNumber: 0,
  });
  const [, request = ""] = server.requests;
  assert.match(request, /^POST \/proxy\/network\/v2\/api\/site\/default\/system-log\/triggers HTTP/);
  assert.match(request, /^cookie: TOKEN=jwt0\r$/im);
  assert.match(request, /^x-csrf-token: csrf0\r$/im);
});

test("once a page is kept it asks for what came since its newest row, and ten minutes before that", async (t) => {
  const { read, source, questions } = await lineTo(t, [letIn, pageOf([row("b", 5), row("a", 90)]), pageOf([])]);
  await read();
  source.kept?.();
  await read();
  assert.equal(questions().at(-1).timestampFrom, nowMs - 15 * minuteMs);
  // A page without rows moves nothing on.
  source.kept?.();
  await read();
  assert.equal(questions().at(-1).timestampFrom, nowMs - 15 * minuteMs);
});

for (const [isOldestFirst, order] of [
  [false, "newest"],
  [true, "oldest"],
] as const) {
  test(`a long log that gives its ${order} rows first is read for its newest thousand`, async (t) => {
    const rows = Array.from({ length: 1500 }, (_, index) => row(`id${index}`, 1500 - index));
    const ordered = isOldestFirst ? rows : rows.toReversed();
    const server = await startRawServer(t, (request, index) => {
      if (index === 0) return letIn;
      const { pageNumber } = JSON.parse(request.split("\r\n\r\n")[1] ?? "");
      return pageOf(ordered.slice(pageNumber * 100, (pageNumber + 1) * 100), 15);
    });
    const router = routerSettings(unifi, { url: server.url });
    const page = driver.parse(await driver.open(router, () => nowMs).fetch(AbortSignal.timeout(9000)), router);
    assert.deepEqual([page.entries.length, page.entries[0]?.key, page.entries.at(-1)?.key], [1000, "id500", "id1499"]);
  });
}

test("a session that ran out is begun anew in the same pass, and only once", async (t) => {
  const { read, server } = await lineTo(t, [letIn, pageOf([]), expired, letIn, pageOf([])]);
  await read();
  await read();
  assert.equal(server.requests.length, 5);
});

test("a user who is let in and may not see the log is told which role it needs", async (t) => {
  const { read, server } = await lineTo(t, [letIn, expired]);
  await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /View Only/.test(thrown.message));
  assert.equal(server.requests.length, 2);
});

test("too many logins are waited out for a quarter of an hour, without another one", async (t) => {
  const { read, server, clock } = await lineTo(t, [answered({}, "429 Too Many Requests"), letIn, pageOf([])]);
  await assert.rejects(read(), RetryableError);
  clock.nowMs += 14 * minuteMs;
  await assert.rejects(read(), RetryableError);
  assert.equal(server.requests.length, 1);
  clock.nowMs += minuteMs;
  assert.deepEqual((await read()).entries, []);
});

test("a second factor cannot be given, and that is told", async (t) => {
  const { read } = await lineTo(t, [answered({}, "499 MFA")]);
  await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /second factor/.test(thrown.message));
});

test("a version without this log is told as such", async (t) => {
  const { read } = await lineTo(t, [letIn, answered({}, "404 Not Found")]);
  await assert.rejects(read(), (thrown) => thrown instanceof FatalError && /system-log/.test(thrown.message));
});

test("one page of several that was cut spoils the pass, and nothing is moved on", async (t) => {
  const cut = pageOf([row("b", 3)], 2).replace(/Length: \d+/, "Length: 9999");
  const { read, source, questions } = await lineTo(t, [letIn, pageOf([row("a", 1)], 2), cut, pageOf([row("a", 1)])]);
  await assert.rejects(read(), RetryableError);
  await read();
  source.kept?.();
  await read();
  assert.equal(questions().at(-2).timestampFrom, nowMs - 30 * 24 * hourMs);
});

test("rows whose fields have other names are rejected whole, so that their names can be seen", async (t) => {
  const { read } = await benchOf(t, unifi, { options: { source_fields: "nowhere" } });
  const { entries } = await read();
  assert.ok(entries.length > 20);
  for (const entry of entries) assert.ok(entry.kind === "reject" && entry.text.includes('"SRC_IP"'));
});
