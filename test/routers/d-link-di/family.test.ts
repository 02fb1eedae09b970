import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { dlinkDi } from "../../../src/routers/d-link-di/index.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await dlinkDi.driver();

const row = (minute: number) =>
  `Tue Nov 24 11:${String(minute).padStart(2, "0")}:00 2026 Unrecognized attempt blocked from 203.0.113.9:${1000 + minute} to 198.51.100.7 TCP:23`;
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
const answered = (lines: readonly string[]) =>
  `HTTP/1.0 200 OK\r\n\r\n<html><h1>System Log</h1><pre>\n${lines.join("\n")}\n</pre></html>`;

/** A router with three rows on a page, whose log the test changes; `behind` is what it shows behind its last page. */
async function router(
  t: TestContext,
  { log, behind = "nothing" }: { log: string[]; behind?: "nothing" | "last again" | "404" },
) {
  const server = await startRawServer(t, (request) => {
    const number = Number(/^GET \/st_log\.html\?page=(\d+)/.exec(request)?.[1] ?? 1);
    const last = Math.max(1, Math.ceil(log.length / 3));
    if (number > last && behind === "404") return "HTTP/1.0 404 Not Found\r\n\r\n";
    const shown = behind === "last again" ? Math.min(number, last) : number;
    return answered(log.slice((shown - 1) * 3, shown * 3));
  });
  const settings = routerSettings(dlinkDi, { url: server.url });
  const source = driver.open(settings, () => Date.UTC(2026, 10, 24, 12));
  t.after(() => source.close());
  let asked = 0;
  return async (isKept = true) => {
    const page = await source.fetch(AbortSignal.timeout(5000));
    if (isKept) source.kept?.();
    const paths = server.requests.slice(asked).map((request) => request.split(" ")[1]?.replace("/st_log.html", ""));
    asked = server.requests.length;
    return { read: driver.parse(page, settings).entries.map(({ key }) => key), paths };
  };
}

for (const behind of ["nothing", "last again", "404"] as const) {
  test(`a log of several pages is read to its end where the router shows ${behind} behind it`, async (t) => {
    const read = await router(t, { log: rows(1, 8), behind });
    assert.deepEqual(await read(), { read: rows(1, 8), paths: ["", "?page=2", "?page=3", "?page=4"] });
  });
}

test("the next reading begins with the page that was the last one", async (t) => {
  const log = rows(1, 8);
  const read = await router(t, { log });
  await read();
  log.push(...rows(9, 10));
  assert.deepEqual(await read(), { read: rows(7, 10), paths: ["?page=3", "?page=4", "?page=5"] });
});

test("what was read and could not be kept is read again", async (t) => {
  const log = rows(1, 5);
  const read = await router(t, { log });
  await read();
  log.push(...rows(6, 11));
  await read(false);
  assert.deepEqual((await read()).read, rows(4, 11));
});

test("a log that was emptied is read from its first page on, however much came since", async (t) => {
  const log = rows(1, 8);
  const read = await router(t, { log });
  await read();
  log.splice(0, log.length, ...rows(20, 28));
  assert.deepEqual((await read()).read, rows(20, 28));
  log.splice(0, log.length, row(30));
  assert.deepEqual((await read()).read, [row(30)]);
});

test("of a log longer than what is known again a first reading brings its end alone", async (t) => {
  const minute = (index: number) =>
    `Tue Nov 24 ${String(Math.floor(index / 60)).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}:00 2026 DOD:${index}`;
  const log = Array.from({ length: 1200 }, (_, index) => minute(index));
  const server = await startRawServer(t, (request) => {
    const number = Number(/page=(\d+)/.exec(request)?.[1] ?? 1);
    return answered(log.slice((number - 1) * 50, number * 50));
  });
  const settings = routerSettings(dlinkDi, { url: server.url });
  const source = driver.open(settings, () => Date.UTC(2026, 10, 24, 20));
  t.after(() => source.close());
  const read = async () => driver.parse(await source.fetch(AbortSignal.timeout(20_000)), settings).entries;
  assert.deepEqual(
    (await read()).map(({ key }) => key),
    log.slice(200),
  );
});

test("without a path for further pages there is one", async (t) => {
  const server = await startRawServer(t, () => answered(rows(1, 3)));
  const settings = routerSettings(dlinkDi, { url: server.url, options: { page_path: "" } });
  const source = driver.open(settings, Date.now);
  t.after(() => source.close());
  await source.fetch(AbortSignal.timeout(5000));
  assert.equal(server.requests.length, 1);
});
