import assert from "node:assert/strict";
import { test } from "node:test";
import type { Usual } from "../../../src/model/page-reader.ts";
import type { ActiveEpisode, RouterState } from "../../../src/model/summary.ts";
import type { RouterOverview } from "../../../src/model/web.ts";
import { headlineOf } from "../../../src/web/page/headline.ts";

const nowMs = new Date(2026, 10, 26, 15, 30).getTime();
const at = (hour: number, minute: number) => new Date(2026, 10, 26, hour, minute).toISOString();

const calm: RouterState = {
  under_attack: false,
  active_episodes: [],
  gaps: 0,
  lost_probes: 0,
  rejects: 0,
  ambiguous_passes: 0,
  paused: false,
  burst_threshold: 3,
};

const summary = { probes: 4134, today: 201, sources_24h: 96, multiple_share_24h: 13.5, admitted: 0, classes: {} };

function router(rate: number, changes: Partial<RouterOverview> = {}): RouterOverview {
  return {
    name: "home",
    family: "smc-barricade",
    family_title: "SMC Barricade",
    manufacturer: "SMC",
    side: "poll",
    is_import_only: false,
    timezone: "Europe/Berlin",
    reading: { is_readable: true },
    summary: { ...summary, rate },
    state: calm,
    ...changes,
  };
}

const forImports = { side: "push", is_import_only: true, reading: {} } as const;

const usual = (probes: number): Usual => ({
  probes,
  windows: 14,
  median: 300,
  min: 256,
  max: 450,
  ratio: probes / 300,
});

const scan: ActiveEpisode = {
  id: "home-ab12-9",
  kind: "port_scan",
  severity: "high",
  sources: ["203.0.113.9"],
  ports: [137],
  count: 60,
  first_seen: at(14, 2),
  last_seen: at(15, 29),
};

function attacked(...active_episodes: readonly ActiveEpisode[]): RouterOverview {
  return router(190, { state: { ...calm, under_attack: true, active_episodes } });
}

const cases: readonly (readonly [string, readonly RouterOverview[], Usual | undefined, string, string, string])[] = [
  [
    "as usual",
    [router(12)],
    usual(310),
    "calm",
    "Quiet: 12 knocks in the last hour.",
    "310 knocks in 24 hours, as usual.",
  ],
  [
    "one",
    [router(1)],
    usual(1),
    "calm",
    "Quiet: 1 knock in the last hour.",
    "1 knock in 24 hours, fewer than the usual 300.",
  ],
  ["nobody", [router(0)], undefined, "calm", "Quiet: nobody knocked in the last hour.", ""],
  [
    "more than usual",
    [router(70)],
    usual(900),
    "busy",
    "Busy: 70 knocks in the last hour.",
    "900 knocks in 24 hours, 3.0 times the usual 300.",
  ],
  [
    "not known what is usual",
    [router(12)],
    { probes: 12, windows: 1 },
    "calm",
    "12 knocks in the last hour.",
    "12 knocks in 24 hours; what is usual shows after three days.",
  ],
  [
    "two routers together",
    [router(12), router(8, { name: "attic" })],
    undefined,
    "calm",
    "20 knocks in the last hour.",
    "",
  ],
  ["an attack", [attacked(scan)], undefined, "attack", "Under attack since 14:02: 203.0.113.9 knocks on port 137.", ""],
  [
    "an attack beside what is none",
    [attacked({ ...scan, severity: "low", first_seen: at(9, 0) }, { ...scan, ports: [22, 23, 80] })],
    undefined,
    "attack",
    "Under attack since 14:02: 203.0.113.9 knocks on 3 ports.",
    "",
  ],
  [
    "an attack of many",
    [attacked({ ...scan, sources: ["203.0.113.9", "203.0.113.10"] })],
    undefined,
    "attack",
    "Under attack since 14:02: 2 sources knock on port 137.",
    "",
  ],
  ["an attack that has just ended", [attacked()], undefined, "attack", "Under attack until a moment ago.", ""],
  [
    "unreadable",
    [router(0, { reading: { is_readable: false, since: at(15, 0), problem: "no answer" } })],
    undefined,
    "trouble",
    "Nothing can be read since 15:00.",
    "See Routers for what to do.",
  ],
  [
    "unreadable, beside one for imports",
    [router(0, { reading: { is_readable: false, problem: "no answer" } }), router(0, { ...forImports, name: "edge" })],
    undefined,
    "trouble",
    "Nothing can be read.",
    "See Routers for what to do.",
  ],
  [
    "for imports alone",
    [router(0, forImports)],
    usual(310),
    "waiting",
    "Imports only: nothing is read by itself.",
    "What the imported logs tell is below.",
  ],
  [
    "paused",
    [router(0, { state: { ...calm, paused: true } })],
    undefined,
    "waiting",
    "Paused: the log is not read.",
    "Resume it under Routers.",
  ],
];

for (const [name, routers, compared, tone, sentence, more] of cases)
  test(`the first sentence, ${name}: ${sentence}`, () =>
    assert.deepEqual(headlineOf(routers, compared, "high", nowMs), { tone, sentence, more }));

test("before anything was read the page says so", () => {
  const { state: _state, summary: _summary, ...unread } = router(0);
  const headline = headlineOf([{ ...unread, reading: {} }], undefined, "high", nowMs);
  assert.equal(headline.sentence, "Reading the log for the first time.");
});

test("who attacks is told with the country, where that is known", () => {
  const { sentence } = headlineOf([attacked(scan)], undefined, "high", nowMs, "MX");
  assert.equal(sentence, "Under attack since 14:02: 203.0.113.9 (MX) knocks on port 137.");
});
