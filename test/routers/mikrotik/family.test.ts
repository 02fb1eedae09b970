import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FatalError } from "../../../src/errors.ts";
import type { ParsedPage } from "../../../src/model/page.ts";
import { mikrotik } from "../../../src/routers/mikrotik/index.ts";
import { benchOf } from "../../support/family-bench.ts";
import { startRawServer } from "../../support/raw-server.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await mikrotik.driver();

const hourMs = 3_600_000;

const times = (page: ParsedPage) =>
  new Map(page.entries.flatMap((entry) => (entry.kind === "event" ? [[entry.key, entry.event.timeMs]] : [])));

for (const [seed, printed] of ["year, month and day", "month's name and day"].entries()) {
  test(`a packet keeps its key and its time from the day on which it has no date to the days on which it has ${printed}`, async (t) => {
    const { read, truth, clock } = await benchOf(t, mikrotik, {}, { seed });
    const before = times(await read());
    assert.ok(before.size > 40);
    for (let days = 0; days < 3; days += 1) {
      clock.nowMs += 12 * hourMs;
      const now = times(await read());
      for (const [key, timeMs] of before) assert.equal(now.get(key), timeMs);
    }
    const told = truth.slice(0, before.size).map((line) => Date.parse(JSON.parse(line).time));
    assert.deepEqual([...before.values()], told);
  });
}

test("it prints the same packet in other words on another day", async (t) => {
  const { source, clock } = await benchOf(t, mikrotik, {}, { seed: 1 });
  const printedOf = async () => {
    const { body } = await source.fetch(AbortSignal.timeout(5000));
    const lines: readonly { readonly topics: string; readonly time: string }[] = JSON.parse(body);
    return lines.find(({ topics }) => topics.startsWith("firewall"))?.time ?? "";
  };
  clock.nowMs += 21 * hourMs;
  const today = await printedOf();
  clock.nowMs += 24 * hourMs;
  assert.match(today, /^(?:[a-z]{3}\/\d\d )?\d\d:\d\d:\d\d$/);
  assert.match(await printedOf(), /^[a-z]{3}\/\d\d \d\d:\d\d:\d\d$/);
});

test("numbers begin anew when it starts, and what came before the clock was set has no time", async (t) => {
  const { read, simulator, clock } = await benchOf(t, mikrotik);
  const before = (await read()).numbers;
  simulator.faults.reboot();
  clock.nowMs += 1000;
  const { entries, numbers } = await read();
  assert.ok((before?.last ?? 0) > 50);
  assert.equal(numbers?.first, 1);
  const event = entries.flatMap((entry) => (entry.kind === "event" ? [entry.event] : []))[0];
  assert.equal(event?.timeMs, undefined);
  assert.match(event?.source ?? "", /^\d/);
});

test("packets of rules whose prefix says so were let in; a prefix that only begins like it is another", async (t) => {
  const { read } = await benchOf(t, mikrotik, { options: { accepted_prefixes: "drop, drop-wan" } });
  const actions = (await read()).entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.action] : []));
  assert.deepEqual([...new Set(actions)], ["accept"]);
  const other = await benchOf(t, mikrotik, { options: { accepted_prefixes: "drop" } });
  const others = (await other.read()).entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.action] : []));
  assert.deepEqual([...new Set(others)], ["unknown"]);
});

test("a line of anything but the firewall is a note, whatever it looks like", async (t) => {
  const { read, simulator } = await benchOf(t, mikrotik);
  simulator.faults.clear();
  simulator.faults.hostileText();
  const { entries } = await read();
  const sources = entries.flatMap((entry) => (entry.kind === "event" ? [entry.event.source] : []));
  assert.ok(sources.includes("203.0.113.9"));
  assert.ok(!sources.includes("192.0.2.67"));
});

test("a user whose group may not use the API is told which policies it needs", async (t) => {
  const server = await startRawServer(t, () => "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  const source = driver.open(routerSettings(mikrotik, { url: server.url }), () => 0);
  await assert.rejects(
    source.fetch(AbortSignal.timeout(5000)),
    (thrown) => thrown instanceof FatalError && /rest-api/.test(thrown.message),
  );
});

const sample = "../shared/samples/mikrotik/rest-log.json";
test("the published answer of a real router is read", {
  skip: existsSync(sample) ? false : `${sample} is not here`,
}, () => {
  const body = readFileSync(sample, "utf8");
  const { entries } = driver.parse({ body, answeredAtMs: Date.UTC(2026, 4, 1, 22) }, routerSettings(mikrotik));
  const [entry] = entries;
  assert.ok(entry?.kind === "event");
  assert.deepEqual(
    [entry.event.timeMs, entry.event.port, entry.event.rule],
    [Date.UTC(2026, 4, 1, 21, 38, 5), 24_032, "BLOCKED"],
  );
});
