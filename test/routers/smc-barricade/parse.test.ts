import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FatalError, RetryableError } from "../../../src/errors.ts";
import { smcBarricade } from "../../../src/routers/smc-barricade/index.ts";
import { routerSettings } from "../../support/router-settings.ts";

const driver = await smcBarricade.driver();

const router = routerSettings(smcBarricade);
const answeredAtMs = Date.UTC(2026, 1, 1);
const parse = (body: string) => driver.parse({ body, answeredAtMs }, router);

test("any page is read or refused with an error of ours", () => {
  const parts = [
    "<HTML>",
    "<script>",
    "</script>",
    "</HTML>",
    "<!--",
    "-->",
    "//",
    "/*",
    "*/",
    '"',
    "'",
    "\\",
    "\n",
    "1",
    "-",
  ];
  const more = [
    "log_rows",
    "uptime",
    "=",
    "new Array",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    "DHCP:discover(a)",
    "é",
    "\u0000",
  ];
  const page = fc.array(fc.constantFrom(...parts, ...more), { maxLength: 60 }).map((list) => `${list.join("")}</HTML>`);
  fc.assert(
    fc.property(page, (body) => {
      try {
        for (const entry of parse(body).entries) assert.equal(entry.weight, 1);
      } catch (thrown) {
        assert.ok(thrown instanceof FatalError || thrown instanceof RetryableError, String(thrown));
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever texts the rows hold, each is one entry in its place, under its own key", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("</script>", "<!--", "</HTML>", '");', "#1 a"));
  // Ticks of the minute behind the page's "now" stand for rows that came while the page was written.
  const tick = fc.integer({ min: 60_000, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(tick, text)), (rows) => {
      const newestFirst = rows.toSorted(([one], [other]) => other - one);
      const script = newestFirst.map(([at, words]) => `${at},${JSON.stringify(words)}`).join(",");
      const { entries } = parse(`<HTML><script>uptime=${2 ** 32 - 1}; log_rows=[${script}]</script></HTML>`);
      const read = entries.map((entry) => (entry.kind === "reject" ? entry.text : undefined)).reverse();
      assert.deepEqual(
        read.map((words, at) => words ?? newestFirst[at]?.[1]),
        newestFirst.map(([, words]) => words),
      );
      assert.equal(new Set(entries.map((entry) => entry.key)).size, rows.length);
    }),
  );
});

test("hostile pages are read in linear time", () => {
  const nonsense = [
    "<script",
    "<!--",
    "//\n",
    "/*",
    '"',
    '"a\n',
    "log_rows(",
    "log_rows[1]=",
    "1,",
    '1,"a",',
    "(",
    "uptime=1;",
  ];
  for (const part of nonsense) {
    const startedAt = performance.now();
    const page = `<script>uptime=1;log_rows=[${part.repeat(300_000 / part.length)}]</script></HTML>`;
    try {
      parse(page);
    } catch (thrown) {
      assert.ok(thrown instanceof FatalError || thrown instanceof RetryableError, `${part}: ${thrown}`);
    }
    assert.ok(performance.now() - startedAt < 5000, part);
  }
});
