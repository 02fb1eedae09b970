import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dlinkDi } from "../../src/formats/dlink-di.ts";
import { netfilter } from "../../src/formats/netfilter.ts";
import { readPageRows } from "../../src/formats/page-rows.ts";
import { isoTime } from "../../src/model/wire.ts";

const answeredAtMs = Date.UTC(2027, 0, 1, 6);

const read = (rows: readonly string[], given: Partial<Parameters<typeof readPageRows>[1]> = {}) =>
  readPageRows(rows, {
    format: netfilter,
    timezone: "Europe/Berlin",
    answeredAtMs,
    order: "auto",
    usualOrder: "oldest_first",
    ...given,
  });

const row = (stamp: string, port: number) =>
  `${stamp} gateway kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=4711 DPT=${port}`;

const told = (rows: readonly string[], given = {}) =>
  read(rows, given).entries.map((entry) =>
    entry.kind === "event" ? `${isoTime(entry.event.timeMs ?? 0)} ${entry.event.port}` : entry.kind,
  );

const overNewYear = [row("Dec 31 23:59:58", 1), row("Jan  1 00:00:01", 2), row("Jan  1 06:30:00", 3)];
const timesOverNewYear = ["2026-12-31T22:59:58.000Z 1", "2026-12-31T23:00:01.000Z 2", "2027-01-01T05:30:00.000Z 3"];

test("rows come out oldest first at their times, whichever way the page shows them", () => {
  assert.deepEqual(told(overNewYear), timesOverNewYear);
  assert.deepEqual(told(overNewYear.toReversed()), timesOverNewYear);
});

test("where times tell nothing the usual order holds, and where an option names it that", () => {
  const rows = [row("Jan  1 00:00:01", 1), row("Jan  1 00:00:01", 2)];
  assert.deepEqual(
    told(rows, { usualOrder: "newest_first" }).map((text) => text.at(-1)),
    ["2", "1"],
  );
  assert.deepEqual(
    told(rows, { order: "newest_first" }).map((text) => text.at(-1)),
    ["2", "1"],
  );
  assert.deepEqual(
    told(rows).map((text) => text.at(-1)),
    ["1", "2"],
  );
});

test("a row is keyed by its text, as long as every row that is understood has a time", () => {
  const [first = "", second = ""] = overNewYear;
  const page = read([first, "what is this", second]);
  assert.deepEqual(
    [page.isKeyed, page.timeFrom, page.entries.map(({ key }) => key)],
    [true, "router", [first, "what is this", second]],
  );
  assert.equal(read([first, "DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP DPT=1"]).isKeyed, false);
});

test("in the hour that comes twice a row is the latest that can be meant, seen from now", () => {
  const inBerlin = (answered: string, ...clocks: readonly string[]) =>
    told(
      clocks.map((clock, index) => row(`Oct 25 ${clock}`, index)),
      { answeredAtMs: Date.parse(answered), order: "oldest_first" },
    ).map((text) => text.slice(11, 19));
  assert.deepEqual(inBerlin("2026-10-25T01:50:00Z", "02:37:00", "02:43:00"), ["01:37:00", "01:43:00"]);
  assert.deepEqual(inBerlin("2026-10-25T00:50:00Z", "02:37:00", "02:43:00"), ["00:37:00", "00:43:00"]);
  assert.deepEqual(inBerlin("2026-10-25T02:50:00Z", "02:50:00", "02:10:00", "03:10:00"), [
    "00:50:00",
    "01:10:00",
    "02:10:00",
  ]);
});

test("a row that somebody forged has no say in the year of another", () => {
  const forged = row("Jun 24 11:55:44", 9);
  const [first = "", ...others] = overNewYear;
  assert.deepEqual(told([first, forged, ...others]), [
    timesOverNewYear[0],
    "2026-06-24T09:55:44.000Z 9",
    ...timesOverNewYear.slice(1),
  ]);
});

test("a day on which clocks wake up is believed as long as it is near", () => {
  assert.deepEqual(told([row("Jan  1 00:00:09", 1)]), ["2026-12-31T23:00:09.000Z 1"]);
  assert.deepEqual(
    read([row("Jan  1 00:00:09", 1)], { answeredAtMs: Date.UTC(2027, 5, 1) }).entries.map(
      (entry) => entry.kind === "event" && entry.event.timeMs,
    ),
    [undefined],
  );
});

test("a repetition has the fields of the row before it, in the order of time, and its weight", () => {
  const rows = [row("Jan  1 00:00:01", 7), "Jan  1 00:00:31 gateway last message repeated 3 times"];
  for (const shown of [rows, rows.toReversed()]) {
    const [, repetition] = read(shown).entries;
    assert.deepEqual([repetition?.kind, repetition?.weight], ["event", 3]);
  }
});

test("a row of a clock that nobody has set has no time, and makes the page one without keys", () => {
  const attempt = "Unrecognized attempt blocked from 203.0.113.1:40245 to 198.51.100.7 TCP:8080";
  const rows = [`Fri Jan  1 05:59:00 2027 ${attempt}`, `Thu Jan  1 00:00:09 1970 ${attempt}`];
  const page = read(rows, { format: dlinkDi, order: "oldest_first" });
  assert.deepEqual(
    [page.isKeyed, ...page.entries.map((entry) => entry.kind === "event" && entry.event.timeMs)],
    [false, Date.UTC(2027, 0, 1, 4, 59), undefined],
  );
});

test("any text is an entry, and no row is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (rows) => {
      const written = rows.filter((text) => read([text]).entries.length > 0);
      assert.equal(read(rows).entries.length, written.length);
    }),
  );
});
