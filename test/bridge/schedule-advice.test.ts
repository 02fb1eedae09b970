import assert from "node:assert/strict";
import { test } from "node:test";
import { createAutoPace } from "../../src/bridge/auto-pace.ts";
import { createControls } from "../../src/bridge/controls.ts";
import type { PassResult } from "../../src/bridge/pass.ts";
import { openJournal } from "../../src/journal/open.ts";
import { pollFamily } from "../support/families.ts";
import { temporaryFolder } from "../support/folder.ts";
import { recordedLog } from "../support/log.ts";
import { routerSettings } from "../support/router-settings.ts";
import { defaultSettings } from "../support/watch.ts";

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 22, 12);

/** The controls of a router that is read every five minutes, or as `schedule` says, and what they said. */
function standing(t: Parameters<typeof temporaryFolder>[0], schedule = "*/5 * * * *") {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  const { log, lines } = recordedLog();
  const router = routerSettings(pollFamily("smc-barricade"), { schedule });
  const config = { routers: [router], detect: defaultSettings, log: { level: "info", format: "text" } } as const;
  const controls = createControls({ config, store: journal.settings, log });
  const see = (minutes: number, fresh: number, records: PassResult["records"] = []) =>
    controls.seePass(router, { scrapedAtMs: startMs + minutes * minuteMs, entries: 200, fresh, records });
  return { see, lines, suggested: () => controls.of(router).suggested_schedule };
}

const overrun = (fromMinutes: number, toMinutes: number): PassResult["records"][number] => ({
  ...{ kind: "gap", router: "home", sequence: 1, id: "home-abcd-1" },
  gap: {
    ...{ fromMs: startMs + fromMinutes * minuteMs, toMs: startMs + toMinutes * minuteMs, isExact: false },
    ...{ cause: "overrun", isFilled: false, probesEstimate: 10 },
  },
});

test("a log of which all was new is told, with the schedule that would lose less, once a day", (t) => {
  const { see, lines, suggested } = standing(t);
  see(0, 10);
  assert.deepEqual([lines, suggested()], [[], "*/5 * * * *"]);
  see(5, 190);
  assert.equal(suggested(), "*/2 * * * *");
  assert.match(
    lines.join("\n"),
    /home.*its log is full after 5 min 16 s and read every 5 min: schedule "\*\/2 \* \* \* \*" would lose less/,
  );
  for (let minutes = 10; minutes <= 24 * 60; minutes += 5) see(minutes, 190);
  assert.equal(lines.length, 1);
  see(24 * 60 + 5, 190);
  assert.equal(lines.length, 2);
});

test("a loss is told, and a closer schedule the closer the faster the log was full", (t) => {
  const { see, lines, suggested } = standing(t);
  see(0, 10);
  see(5, 200, [overrun(0, 3)]);
  assert.equal(suggested(), "* * * * *");
  assert.equal(lines.length, 1);
});

test("a log of which half was new needs nothing", (t) => {
  const { see, lines, suggested } = standing(t);
  for (let minutes = 0; minutes < 60; minutes += 5) see(minutes, 100);
  assert.deepEqual([lines, suggested()], [[], "*/5 * * * *"]);
});

test("with schedule: auto nothing is suggested", (t) => {
  const { see, lines, suggested } = standing(t, "auto");
  see(0, 200);
  see(5, 200, [overrun(0, 3)]);
  assert.deepEqual([lines, suggested()], [[], "auto"]);
});

test("with schedule: auto a router is asked as its log needs it, and never closer than it bears", () => {
  for (const [closestPollMs, pauseMs] of [
    [30_000, 30_000],
    [10 * minuteMs, 10 * minuteMs],
  ] as const) {
    const pace = createAutoPace({ closestPollMs });
    const result = { records: [], entries: 200, fresh: 200, rejects: 0, rejectSamples: [], isAmbiguous: false };
    pace.succeeded({ ...result, scrapedAtMs: startMs }, 100);
    pace.succeeded({ ...result, scrapedAtMs: startMs + 40_000 }, 100);
    assert.equal(pace.pauseMs(), pauseMs);
    pace.failed();
    assert.equal(pace.pauseMs(), Math.min(15 * minuteMs, 2 * pauseMs));
  }
});
