import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openLabels } from "../../src/enrich/labels.ts";
import { FatalError } from "../../src/errors.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { JournalWriter, Pass, PassItem } from "../../src/model/journal.ts";
import type { Report } from "../../src/model/report.ts";
import type { TableRow } from "../../src/model/summary.ts";
import { jsonReport } from "../../src/report/json.ts";
import { makeReport, type ReportRequest } from "../../src/worker/make-report.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { importStreams } from "../support/import-streams.ts";
import { defaultSettings } from "../support/watch.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function journalOf(t: TestContext): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  return journal;
}

function read(journal: JournalWriter, items: readonly PassItem[], facts: Partial<Pass> = {}): void {
  journal.commit(passOf(items, { scrapedAtMs: noon, ...facts }));
}

async function reportOn(journal: JournalWriter, request: Partial<ReportRequest> = {}): Promise<Report> {
  const labels = openLabels(journal.labels, () => undefined);
  const { report } = await makeReport(journal, labels, {
    ...{
      timezones: new Map(),
      limit: Number.POSITIVE_INFINITY,
      shownRows: 20,
      hasScanners: true,
      detect: defaultSettings,
    },
    ...{ onProgress: () => undefined, signal: new AbortController().signal },
    ...request,
  });
  return report;
}

const whole = (timeMs: number, facts: Partial<JournalEvent> = {}) =>
  probe(timeMs, { destination: "192.0.2.1", ...facts });

test("the JSON has exactly the keys that programs rely on", async (t) => {
  const journal = journalOf(t);
  read(journal, [
    ...eventItems([0, 5, 10].map((second) => whole(noon - hourMs + second * 1000))),
    {
      kind: "gap",
      gap: {
        ...{ fromMs: noon - 30 * minuteMs, toMs: noon - 20 * minuteMs, probesEstimate: 7, isExact: false },
        ...{ cause: "overrun", isFilled: false },
      },
    },
  ]);
  const json = JSON.parse(jsonReport(await reportOn(journal)));
  const keys = [
    ...["period", "probes", "attempts", "per_day", "interval_seconds", "multiple_attacks", "largest_burst"],
    ...["repeat_sources", "hours", "days", "top_level_domains", "domains", "countries", "networks", "ports", "sources"],
    ...["unknown_share", "surges", "gaps", "classes"],
  ];
  assert.deepEqual(Object.keys(json), keys);
  assert.deepEqual(json.period, { from: "2026-12-01T11:00:00.000Z", to: "2026-12-01T12:00:00.000Z", days: 0.0417 });
  assert.deepEqual(json.per_day, { average: 72, min: 3, max: 3 });
  assert.deepEqual(json.multiple_attacks, { probes: 3, share: 100, attempts_share: 0 });
  assert.deepEqual(json.largest_burst, { source: "203.0.113.9", port: 445, protocol: "tcp", count: 3, seconds: 10 });
  assert.deepEqual([json.attempts, json.interval_seconds, json.unknown_share], [1, 1200, 100]);
  assert.deepEqual(json.ports, [{ key: "tcp/445", name: "microsoft-ds", count: 3, share: 100 }]);
  assert.deepEqual([json.hours.length, json.hours[11], json.days], [24, 3, [{ date: "2026-12-01", count: 3 }]]);
  assert.deepEqual(json.gaps, [
    {
      ...{ router: "home", from: "2026-12-01T11:30:00.000Z", to: "2026-12-01T11:40:00.000Z" },
      ...{ probes_estimate: 7, exact: false, cause: "overrun", filled: false },
    },
  ]);
  assert.deepEqual([json.surges, json.classes, json.repeat_sources], [[], { probe: 3 }, []]);
});

test("the average is over the elapsed time, the extremes are of days that it holds for three quarters at least", async (t) => {
  const journal = journalOf(t);
  const hours = Array.from({ length: 84 }, (_, hour) =>
    probe(noon - 3 * dayMs - 12 * hourMs + hour * hourMs, { count: 1 + (hour % 2) }),
  );
  read(journal, eventItems(hours));
  const { figures } = await reportOn(journal, { sinceMs: noon - 2.5 * dayMs - 20 * minuteMs });
  assert.equal(figures.period.days, 2.5139);
  assert.equal(
    figures.probes,
    figures.days.reduce((sum, { count }) => sum + count, 0),
  );
  assert.equal(figures.per_day.average, Number((figures.probes / (2.5 + 20 / 1440)).toFixed(2)));
  // Half of the last day would be the fewest, and the twenty minutes of the first.
  assert.deepEqual(
    figures.days.map(({ count }) => count),
    [0, 36, 36, 18],
  );
  assert.deepEqual([figures.per_day.min, figures.per_day.max], [36, 36]);
});

test("where the log lacks what tells attempts they are not known, and neither is their share", async (t) => {
  const journal = journalOf(t);
  read(journal, eventItems([probe(noon - hourMs)]));
  const { attempts, multiple_attacks: multiple } = (await reportOn(journal)).figures;
  assert.deepEqual([attempts, multiple.attempts_share], [null, null]);
});

test("hosts count as repeated from the thirteenth probe on, and on the days on which they came", async (t) => {
  const journal = journalOf(t);
  const knocks = (source: string, count: number, day: number) => probe(noon - day * dayMs, { source, count });
  read(journal, eventItems([knocks("192.0.2.2", 6, 2), knocks("192.0.2.1", 12, 1), knocks("192.0.2.2", 7, 1)]));
  assert.deepEqual((await reportOn(journal)).figures.repeat_sources, [{ source: "192.0.2.2", count: 13, days: 2 }]);
});

test("a report of several routers adds them up, and names the largest burst of all", async (t) => {
  const journal = journalOf(t);
  const burst = (count: number) => eventItems([whole(noon - hourMs, { count }), whole(noon - 2 * hourMs)]);
  read(journal, burst(3), { timezone: "Europe/Berlin" });
  read(journal, burst(5), { router: "attic", timezone: "Asia/Kolkata" });
  const { figures, routers, timezone } = await reportOn(journal);
  assert.deepEqual([routers, timezone], [["attic", "home"], "UTC"]);
  assert.deepEqual([figures.probes, figures.largest_burst?.count, figures.classes], [10, 5, { probe: 10 }]);
  assert.deepEqual([figures.hours[12], figures.hours[16]], [3, 5]);
  assert.deepEqual((await reportOn(journal, { routers: ["home"] })).timezone, "Europe/Berlin");
  assert.equal(
    (await reportOn(journal, { timezones: new Map([["home", "Asia/Tokyo"]]), routers: ["home"] })).timezone,
    "Asia/Tokyo",
  );
});

test("gaps are told with what they cost; one that an import filled costs nothing", async (t) => {
  const journal = journalOf(t);
  const gap = (fromMs: number, isFilled: boolean): PassItem => ({
    kind: "gap",
    gap: { fromMs, toMs: fromMs + hourMs, probesEstimate: 10, isExact: false, cause: "downtime", isFilled },
  });
  read(journal, [
    ...eventItems([probe(noon - dayMs, { count: 100 })]),
    gap(noon - 90 * minuteMs, false),
    gap(noon - 12 * hourMs, true),
  ]);
  const since = noon - hourMs;
  assert.deepEqual((await reportOn(journal)).lost, { gaps: 1, probes: 10, seconds: 3600, perDay: 110 });
  assert.deepEqual(
    (await reportOn(journal)).figures.gaps.map((one) => one["filled"]),
    [true, false],
  );
  // Half an hour of the gap is within the last hour.
  assert.equal((await reportOn(journal, { sinceMs: since })).lost.seconds, 1800);
});

test("tables are cut where that is asked for, lists of hosts never", async (t) => {
  const journal = journalOf(t);
  const sources = Array.from({ length: 5 }, (_, index) =>
    probe(noon - hourMs, { source: `192.0.2.${index}`, port: index, count: 20 }),
  );
  read(journal, eventItems(sources));
  const { figures } = await reportOn(journal, { limit: 2 });
  const lengths = (rows: readonly TableRow[]) => rows.length;
  assert.deepEqual([figures.sources, figures.ports].map(lengths), [2, 2]);
  assert.equal(figures.repeat_sources.length, 5);
  assert.deepEqual(
    [(await reportOn(journal)).figures.sources, (await reportOn(journal)).figures.ports].map(lengths),
    [5, 5],
  );
});

test("a quiet line has a report too", async (t) => {
  const journal = journalOf(t);
  read(journal, [], { scrapedAtMs: noon - dayMs });
  read(journal, []);
  const { figures } = await reportOn(journal);
  assert.deepEqual(
    [figures.probes, figures.per_day, figures.interval_seconds],
    [0, { average: 0, min: 0, max: 0 }, null],
  );
  assert.deepEqual([figures.largest_burst, figures.multiple_attacks.share, figures.attempts], [null, 0, 0]);
});

test("without anything to report on that is said, with the time of which something is known", async (t) => {
  const journal = journalOf(t);
  await assert.rejects(
    () => reportOn(journal),
    (error) => error instanceof FatalError && /nothing yet/.test(error.message),
  );
  read(journal, eventItems([probe(noon - hourMs)]));
  await assert.rejects(
    () => reportOn(journal, { untilMs: noon - 2 * dayMs }),
    (error) =>
      error instanceof FatalError && /2026-12-01T11:00:00.000Z to 2026-12-01T12:00:00.000Z/.test(error.message),
  );
});

test("a source that was let in is marked in every table of sources", async (t) => {
  const journal = journalOf(t);
  const letIn: Finding = {
    ...{
      kind: "let_in",
      state: "started",
      severity: "high",
      episodeKey: "a",
      protocol: "tcp",
      count: 1,
      isLate: false,
    },
    ...{ sources: ["203.0.113.9"], ports: [22], firstSeenMs: noon - hourMs, lastSeenMs: noon - hourMs },
  };
  const knocks = [probe(noon - hourMs, { count: 3 }), probe(noon - hourMs, { source: "192.0.2.1" })];
  read(journal, [...eventItems(knocks), { kind: "finding", finding: letIn }]);
  assert.deepEqual((await reportOn(journal)).figures.sources, [
    { key: "203.0.113.9", name: "203.0.113.9", count: 3, share: 75, let_in: true },
    { key: "192.0.2.1", name: "192.0.2.1", count: 1, share: 25 },
  ]);
});

const surgeFinding: Finding = {
  ...{ kind: "surge", state: "started", severity: "medium", episodeKey: "tcp/135", protocol: "tcp", isLate: false },
  ...{ sources: [], ports: [135], count: 9, firstSeenMs: noon - 3 * hourMs, lastSeenMs: noon - 2 * hourMs },
};

test("what was watched live is told as it was found, each episode once", async (t) => {
  const journal = journalOf(t);
  const scan: Finding = {
    ...surgeFinding,
    kind: "port_scan",
    episodeKey: "192.0.2.1",
    sources: ["192.0.2.1"],
    ports: [1, 2, 3],
    count: 5,
  };
  const findings: readonly Finding[] = [
    surgeFinding,
    { ...surgeFinding, state: "ended", severity: "high", count: 12, lastSeenMs: noon - hourMs },
    { ...surgeFinding, episodeKey: "udp/53", protocol: "udp", ports: [53], lastSeenMs: noon - 2.5 * hourMs },
    scan,
    { ...scan, state: "ended" },
    { ...scan, count: 8, firstSeenMs: noon - hourMs },
    { ...surgeFinding, firstSeenMs: noon - 9 * dayMs, lastSeenMs: noon - 8 * dayMs },
  ];
  read(journal, [
    ...eventItems([probe(noon - 9 * dayMs), probe(noon)]),
    ...findings.map((finding): PassItem => ({ kind: "finding", finding })),
  ]);
  const { figures, scanners } = await reportOn(journal, { sinceMs: noon - dayMs });
  const surge = (port: string, name: string, sources: number, severity: string, lastSeenMs: number) => {
    const seen = { first_seen: "2026-12-01T09:00:00.000Z", last_seen: new Date(lastSeenMs).toISOString() };
    return { port, name, sources, severity, ...seen };
  };
  assert.deepEqual(figures.surges, [
    surge("tcp/135", "epmap", 12, "high", noon - hourMs),
    surge("udp/53", "domain", 9, "medium", noon - 2.5 * hourMs),
  ]);
  assert.deepEqual(scanners, [
    {
      source: "192.0.2.1",
      episodes: 2,
      probes: 13,
      ports: 3,
      firstSeenMs: noon - 3 * hourMs,
      lastSeenMs: noon - 2 * hourMs,
    },
  ]);
});

test("an episode that goes on from one imported log into the next is one", async (t) => {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  const knocks = Array.from({ length: 20 }, (_, at) => whole(noon + at * minuteMs, { port: 1000 + at }));
  importStreams(folder, [knocks.slice(0, 8), knocks.slice(8)]);
  const { scanners } = await reportOn(journal);
  assert.deepEqual(
    scanners.map(({ episodes, probes, ports }) => ({ episodes, probes, ports })),
    [{ episodes: 1, probes: 20, ports: 20 }],
  );
  const [later] = (await reportOn(journal, { sinceMs: noon + 10 * minuteMs })).scanners;
  assert.deepEqual([later?.episodes, later?.probes], [1, 20]);
});
