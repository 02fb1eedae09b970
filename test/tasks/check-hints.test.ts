import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry, ParsedPage } from "../../src/model/page.ts";
import type { PollFamily, RouterSettings } from "../../src/model/router.ts";
import { hintsFor } from "../../src/tasks/check-hints.ts";
import { pollFamily } from "../support/families.ts";
import { routerSettings } from "../support/router-settings.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nowMs = Date.UTC(2026, 10, 22, 12);

/** A family of which only this is known. */
const plain: PollFamily = {
  ...pollFamily("smc-barricade"),
  tells: {
    ...{ time: "always", protocol: "always", source: "always", source_port: "always" },
    ...{ port: "always", destination: "always", action: "always" },
  },
  ring: { whenFull: "overwrites" },
  sessions: "many",
  limits: [],
  switchOn: "Logs > Dropped Packets",
  seen: "pages",
};

/** So many packets, one every so often, the newest of them so old; oldest first. */
function packets(count: number, everyMs: number, ageMs = 0): readonly Entry[] {
  return Array.from({ length: count }, (_, at): Entry => {
    const timeMs = nowMs - ageMs - (count - 1 - at) * everyMs;
    const event = { timeMs, action: "drop", direction: "in", source: "203.0.113.9", count: 1, format: "x" } as const;
    return { kind: "event", key: `${at}`, weight: 1, event };
  });
}

const note: Entry = { kind: "note", key: "n", weight: 1, note: "dhcp" };

interface Case {
  readonly of: string;
  readonly entries: readonly Entry[];
  readonly page?: Partial<ParsedPage>;
  readonly family?: Partial<PollFamily>;
  readonly router?: Partial<RouterSettings>;
  /** One pattern for each hint, in order. */
  readonly hints: readonly RegExp[];
}

const cases: readonly Case[] = [
  { of: "a sound log", entries: packets(100, 10 * minuteMs), hints: [] },
  {
    of: "an empty log",
    entries: [],
    hints: [/^nothing is in the log: .*logs what it drops \(Logs > Dropped Packets\)/],
  },
  {
    of: "a log of notes alone",
    entries: [note],
    family: { switchOn: "" },
    hints: [/^no packet is in the log: [^(]*$/],
  },
  {
    of: "a log that stops when it is full",
    entries: packets(100, minuteMs, 3 * 24 * hourMs),
    family: { ring: { whenFull: "stops" } },
    hints: [
      /^nothing new for 3 d, where a packet came every 1 min before: it may be full and have stopped \(empty it\), logging/,
    ],
  },
  {
    of: "a log that stands still and overwrites",
    entries: packets(100, minuteMs, 3 * 24 * hourMs),
    hints: [/^nothing new for 3 d, .* before: logging may be switched off/],
  },
  { of: "a quiet line", entries: packets(20, 6 * hourMs, 20 * hourMs), hints: [] },
  {
    of: "a clock that is ahead by some minutes",
    entries: packets(100, 10 * minuteMs, -13 * minuteMs),
    hints: [/^the router's clock is 13 min ahead of ours with timezone UTC: set its clock/],
  },
  {
    of: "a router east of its timezone",
    entries: packets(100, 10 * minuteMs, -58 * minuteMs),
    router: { timezone: "Europe/Berlin" },
    hints: [/^the router's clock is 58 min ahead .*Europe\/Berlin: it seems to run at UTC\+2; set timezone/],
  },
  {
    of: "a router east of its timezone by an odd half hour",
    entries: packets(100, 10 * minuteMs, -5.5 * hourMs),
    hints: [/it seems to run at UTC\+5:30/],
  },
  {
    of: "a router west of its timezone",
    entries: packets(100, 7 * minuteMs, 5 * hourMs + 2 * minuteMs),
    hints: [
      /^its newest packet is 5 h 2 min old, where one came every 7 min before: .* its clock runs at UTC-5 and not in UTC$/,
    ],
  },
  {
    of: "ages, which no clock can make wrong",
    entries: packets(100, 10 * minuteMs, -hourMs),
    page: { timeFrom: "age" },
    hints: [],
  },
  {
    of: "a log that turns over before it is read again",
    entries: packets(200, 1000),
    hints: [
      /^its log holds about 3 min 19 s at present, and is read every 5 min: schedule "\* \* \* \* \*" would lose less/,
    ],
  },
  {
    of: "a log of which only the tenth part is full",
    entries: packets(20, 10_000),
    family: { ring: { rows: 200, whenFull: "overwrites" } },
    hints: [],
  },
  {
    of: "a log that turns over sooner than it may be asked",
    entries: packets(200, 1000),
    family: { closestPollMs: 5 * minuteMs },
    hints: [/some of it will be lost$/],
  },
  {
    of: "a router that is asked more often than it bears",
    entries: packets(20, hourMs),
    family: { closestPollMs: 10 * minuteMs },
    hints: [/^schedule "\*\/5 \* \* \* \*" asks it more often than it bears: every 10 min is enough/],
  },
  {
    of: "a router for one person",
    entries: packets(20, hourMs),
    family: { sessions: "one" },
    router: { options: { logout_path: "" } },
    hints: [/without logout_path that is us/],
  },
  {
    of: "a router for one person that we leave",
    entries: packets(20, hourMs),
    family: { sessions: "one" },
    hints: [/readings wait$/],
  },
  {
    of: "rows that nobody understands",
    entries: [
      ...packets(20, hourMs),
      { kind: "reject", key: "r", weight: 1, reason: "unknown line", text: "a\u001b[2Jb" },
    ],
    hints: [/^not understood \(unknown line\): a \[2Jb$/],
  },
  {
    of: "a log without times, of which nobody has seen a real one",
    entries: [
      { kind: "event", key: "1", weight: 1, event: { action: "drop", direction: "in", count: 1, format: "x" } },
    ],
    family: {
      tells: { ...plain.tells, time: "never", destination: "never" },
      limits: ["the second of two equal packets"],
      seen: "simulated",
    },
    hints: [
      /^its log does not tell: the time; the address that was knocked on; the second of two equal packets$/,
      /the closer the schedule, the truer$/,
      /capture/,
    ],
  },
];

for (const { of, entries, page, family, router, hints } of cases) {
  test(`what is to be said of ${of}`, () => {
    const settings = routerSettings(plain, { ...router, options: { logout_path: "/logout", ...router?.options } });
    const told = hintsFor({
      page: { entries, isKeyed: true, timeFrom: "router", ...page },
      router: settings,
      family: { ...plain, ...family },
      answeredAtMs: nowMs,
    });
    assert.equal(told.length, hints.length, told.join("\n"));
    for (const [at, pattern] of hints.entries()) assert.match(told[at] ?? "", pattern);
  });
}

test("netgear's page says that its port is where the packet came from", () => {
  const family = pollFamily("netgear");
  const page = { entries: packets(20, hourMs), isKeyed: true } as const;
  const told = hintsFor({ page, router: routerSettings(family), family, answeredAtMs: nowMs });
  assert.ok(told.some((hint) => hint.includes("which port was knocked on")));
});
