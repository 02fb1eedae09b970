import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linkTo, placeOf, withQuery } from "../../../src/web/page/address.ts";
import { ago, bytes, counted, duration, exact, percent, when } from "../../../src/web/page/format.ts";
import { windowOf } from "../../../src/web/page/log-window.ts";
import { visible } from "../../../src/web/page/text.ts";

const nowMs = new Date(2026, 10, 26, 15, 30).getTime();
const minute = 60_000;
const day = 86_400_000;

const durations = [
  [0, "1 s"],
  [59_600, "1 min"],
  [268_000, "4 min 28 s"],
  [3 * 3_600_000, "3 h"],
  [12 * day + 19 * 3_600_000, "12 d 19 h"],
] as const;
for (const [ms, words] of durations) test(`${ms} ms are ${words}`, () => assert.equal(duration(ms), words));

const times = [
  [nowMs - 88 * minute, "14:02"],
  [nowMs - 2 * day, "Tue 15:30"],
  [nowMs + day, "27 Nov 15:30"],
  [nowMs - 30 * day, "27 Oct 15:30"],
  [nowMs - 400 * day, "22 Oct 2025"],
] as const;
for (const [timeMs, words] of times)
  test(`${words} is short for a time`, () => assert.equal(when(timeMs, nowMs), words));

test("numbers are written for people", () => {
  assert.equal(counted(1, "probe"), "1 probe");
  assert.equal(counted(4134, "probe"), "4,134 probes");
  assert.equal(percent(13.5), "13.5 %");
  assert.deepEqual([0, 999, 1234, 31_000_000].map(bytes), ["0 B", "999 B", "1.2 kB", "31.0 MB"]);
  assert.deepEqual(
    [3000, 59_000, 4 * minute, 26 * 60 * minute, 3 * day].map((age) => ago(nowMs - age, nowMs)),
    ["just now", "59 s ago", "4 min ago", "26 h ago", "3 d ago"],
  );
});

test("a moment is told by the router's clock too", () =>
  assert.equal(exact(Date.UTC(2026, 10, 23, 12, 3, 1), "America/Mexico_City"), "2026-11-23 06:03:01"));

const disguises = [
  ["a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  ["line\nbreak\u0000", "line\\u{a}break\\u{0}"],
  ["\u200bnothing\ufeff", "\\u{200b}nothing\\u{feff}"],
  ["<b>&amp;</b> مرحبا 🚪", "<b>&amp;</b> مرحبا 🚪"],
] as const;
for (const [text, shown] of disguises)
  test(`${JSON.stringify(text)} cannot disguise itself`, () => assert.equal(visible(text), shown));

test("a place comes back from its link, whatever a filter holds", () =>
  fc.assert(
    fc.property(
      fc.constantFrom("log", "source"),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1, unit: "grapheme" }), {
        noNullPrototype: true,
      }),
      (view, query) => {
        assert.deepEqual(placeOf(linkTo(view, query)), { view, query });
      },
    ),
  ));

test("a filter that is emptied leaves the address", () =>
  assert.equal(withQuery(placeOf("#/log?port=23&from=7d"), { port: "" }), "#/log?from=7d"));

test("an address without a view is the overview", () => assert.deepEqual(placeOf(""), { view: "overview", query: {} }));

test("the rows that are drawn are those that can be seen, and room is left for all others", () =>
  fc.assert(
    fc.property(
      fc.nat(200_000),
      fc.integer({ min: 10, max: 90 }),
      fc.integer({ min: -9_000_000, max: 2000 }),
      (total, rowPx, topPx) => {
        const { first, end, before, after } = windowOf(total, rowPx, topPx, 900);
        assert.equal(before + (end - first) * rowPx + after, total * rowPx);
        const [top, bottom] = [Math.max(0, -topPx), 900 - topPx];
        const firstSeen = Math.floor(top / rowPx);
        if (bottom > 0 && firstSeen < total) {
          assert.ok(first <= firstSeen);
          assert.ok(end >= Math.min(total, Math.floor(bottom / rowPx)));
        }
        assert.ok(end - first <= 900 / 10 + 42);
      },
    ),
  ));
