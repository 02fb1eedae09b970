import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PassResult } from "../../src/bridge/pass.ts";
import { createTeller } from "../../src/bridge/teller.ts";
import { createLog } from "../../src/log.ts";
import type { Gap } from "../../src/model/gap.ts";
import { syslog } from "../../src/routers/syslog/index.ts";
import { recordedLog } from "../support/log.ts";
import { routerSettings } from "../support/router-settings.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const router = routerSettings(syslog, { timezone: "America/New_York" });

function pass(facts: Partial<PassResult> = {}): PassResult {
  return {
    scrapedAtMs: noon,
    records: [],
    entries: 0,
    fresh: 0,
    rejects: 0,
    rejectSamples: [],
    isAmbiguous: false,
    ...facts,
  };
}

interface Loss {
  readonly minutes?: number;
  readonly probesEstimate?: number;
  readonly entries?: number;
}

/** So many minutes before noon, by the clock that the log's lines begin with. */
function clock(minutes: number): string {
  let line = "";
  const log = createLog({
    ...{ level: "info", format: "text", secrets: [], now: () => noon - minutes * minuteMs },
    write: (text) => {
      line = text;
    },
  });
  log.info("home", "");
  return line.slice(0, 8);
}

function date(days: number): string {
  const at = new Date(noon - days * 24 * 60 * minuteMs);
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => `${part}`.padStart(2, "0"));
  return `${at.getFullYear()}-${month}-${day}`;
}

/** What people are told of some passes. */
function told(side: "poll" | "push", passes: readonly Partial<PassResult>[]): readonly string[] {
  const { log, lines } = recordedLog();
  const tell = createTeller(router, side, log, () => undefined);
  for (const facts of passes) tell(pass(facts));
  return lines.map((line) => line.replace(/^home +/, ""));
}

describe("of a router that sends its log people are told", () => {
  const strange = (minutes: number, rejects: number, sample: string) => ({
    scrapedAtMs: noon + minutes * minuteMs,
    rejects,
    rejectSamples: [sample],
  });

  test("what was not understood at once and then once an hour, all of it", () => {
    const passes = [
      strange(0, 1, "one"),
      strange(1, 5, "two"),
      strange(59, 7, "three"),
      strange(61, 1, "four"),
      strange(62, 9, "five"),
    ];
    assert.deepEqual(told("push", passes), [
      "1 line was not understood, such as: one",
      "13 lines were not understood, such as: four",
    ]);
  });

  test("and of one that is asked each time", () => {
    assert.deepEqual(told("poll", [strange(0, 1, "one"), strange(1, 5, "two")]), [
      "warning: 1 line was not understood, such as: one",
      "warning: 5 lines were not understood, such as: two",
    ]);
  });

  test("that its clock is off, once until it is right again", () => {
    const skews = [-60 * minuteMs, undefined, -61 * minuteMs, -1000, 10 * minuteMs];
    assert.deepEqual(
      told(
        "push",
        skews.map((skewMs) => ({ skewMs })),
      ),
      [
        "warning: the router's clock is 60 minutes behind ours: check the time zone and both clocks",
        "warning: the router's clock is 10 minutes ahead of ours: check the time zone and both clocks",
      ],
    );
  });

  test("why something was lost, in words that fit", () => {
    const gap = (cause: Gap["cause"], { minutes = 1, probesEstimate = 4, entries }: Loss = {}) => ({
      records: [
        {
          kind: "gap" as const,
          ...{ router: "home", sequence: 1, id: "home-aaaa-1" },
          gap: {
            ...{ fromMs: noon - minutes * minuteMs, toMs: noon, probesEstimate, cause, isFilled: false },
            ...(entries === undefined ? { isExact: false } : { entries, isExact: true }),
          },
        },
      ],
    });
    const passes = [
      gap("overrun", { entries: 7 }),
      gap("overrun", { entries: 1 }),
      gap("downtime"),
      gap("unreadable", { probesEstimate: 1 }),
      gap("unreadable", { probesEstimate: 0 }),
      gap("downtime", { minutes: 3 * 24 * 60 }),
    ];
    assert.deepEqual(told("push", passes), [
      `warning: gap from ${clock(1)} to ${clock(0)}: the router sent more at once than can be kept; 7 entries were not seen`,
      `warning: gap from ${clock(1)} to ${clock(0)}: the router sent more at once than can be kept; 1 entry was not seen`,
      `warning: gap from ${clock(1)} to ${clock(0)}: we were not running; about 4 probes were not seen`,
      `warning: gap from ${clock(1)} to ${clock(0)}: its lines could not be listened for; about 1 probe was not seen`,
      `warning: gap from ${clock(1)} to ${clock(0)}: its lines could not be listened for; few probes, if any, were not seen`,
      `warning: gap from ${date(3)} ${clock(0)} to ${date(0)} ${clock(0)}: we were not running; about 4 probes were not seen`,
    ]);
  });
});
