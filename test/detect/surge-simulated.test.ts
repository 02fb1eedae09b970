import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createWatch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import { isoTime } from "../../src/model/wire.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom, exponential, integerBetween } from "../../src/routers/simulator/random.ts";
import { advanceTraffic, beginTraffic } from "../../src/routers/simulator/traffic.ts";
import { probe } from "../support/events.ts";
import { createLineNoise } from "../support/line-noise.ts";
import { settingsOf, utcDays } from "../support/watch.ts";

const seeds = Number(process.env["SURGE_SEEDS"] ?? 3);
const settings = settingsOf("surge");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const passEveryMs = 300_000;

/** The findings of events in the order of time, read by a pass every five minutes. */
function watchAll(events: Iterable<JournalEvent>): readonly Finding[] {
  const watch = createWatch({ settings, dayOf: utcDays });
  const told: Finding[] = [];
  let passMs: number | undefined;
  for (const event of events) {
    passMs ??= event.timeMs;
    for (; passMs <= event.timeMs; passMs += passEveryMs) told.push(...watch.tick({ nowMs: passMs, alarmAfterMs: 0 }));
    told.push(...watch.step(event, { nowMs: event.timeMs, alarmAfterMs: 0 }));
  }
  return told;
}

/** Worms of tcp/135 from their first packet on, each probe from another source. */
interface Worm {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Sources an hour, some hours after its beginning. */
  rateAfter(hours: number): number;
}

/**
 * After the worm came, the article's line was probed once in under three minutes, three of four times at epmap: 15 an hour. How fast
 * it grew is assumed: the number of infected hosts doubled every 2.3 hours.
 */
const articleRate = 15;
const doublingHours = 2.3;
const outbreakMs = Date.parse("2003-08-11T16:00:00Z");

function* wormProbes(seed: number, { fromMs, untilMs, rateAfter }: Worm): Iterable<JournalEvent> {
  const random = createRandom(seed);
  let atMs = fromMs;
  for (;;) {
    atMs += exponential(random, hourMs / articleRate);
    if (atMs > untilMs) return;
    if (random.next() * articleRate > rateAfter((atMs - fromMs) / hourMs)) continue;
    const source = publicAddress(random);
    yield probe(Math.floor(atMs), { source, port: 135, sourcePort: integerBetween(random, 1025, 5000) });
  }
}

/** Summer 2003 on the article's line: 323 probes a day from the middle of July to the end of August. */
function summerOf2003(seed: number, worm: Worm): readonly JournalEvent[] {
  const startMs = Date.parse("2003-07-15T00:00:00Z");
  const { probes } = advanceTraffic(beginTraffic(seed, startMs, 1), Date.parse("2003-09-01T00:00:00Z"));
  const usual = probes.map(({ timeMs, ...facts }) => probe(timeMs, facts));
  return [...usual, ...wormProbes(seed, worm)].sort((one, other) => one.timeMs - other.timeMs);
}

function hoursAfter(finding: Finding | undefined, timeMs: number): number {
  return ((finding?.lastSeenMs ?? Number.POSITIVE_INFINITY) - timeMs) / hourMs;
}

function tell(t: TestContext, findings: readonly Finding[]): void {
  for (const { state, episodeKey, count, lastSeenMs } of findings.filter((finding) => finding.state !== "ongoing")) {
    t.diagnostic(`${episodeKey} ${state} at ${isoTime(lastSeenMs)}, ${count} sources`);
  }
}

for (let seed = 1; seed <= seeds; seed += 1) {
  test(`summer 2003, seed ${seed}: a worm at the article's rate is told within two hours, and nothing else`, (t) => {
    const worm = { fromMs: outbreakMs, untilMs: Date.parse("2003-08-31T00:00:00Z"), rateAfter: () => articleRate };
    const findings = watchAll(summerOf2003(seed, worm));
    tell(t, findings);
    const started = findings.filter(({ state }) => state === "started");
    assert.deepEqual([...new Set(started.map(({ episodeKey }) => episodeKey))], ["tcp/135"]);
    assert.ok(hoursAfter(started[0], outbreakMs) >= 0 && hoursAfter(started[0], outbreakMs) <= 2);
  });

  test(`summer 2003, seed ${seed}: a worm that grows as that one did is told on its first day`, (t) => {
    // From one source in four hours to the article's rate.
    const growth = Math.log(2) / doublingHours;
    const rateAfter = (hours: number) => articleRate / (1 + (articleRate / 0.25 - 1) * Math.exp(-growth * hours));
    const worm = { fromMs: outbreakMs, untilMs: Date.parse("2003-08-31T00:00:00Z"), rateAfter };
    const findings = watchAll(summerOf2003(seed, worm));
    tell(t, findings);
    const started = findings.filter(({ state }) => state === "started");
    assert.deepEqual([...new Set(started.map(({ episodeKey }) => episodeKey))], ["tcp/135"]);
    t.diagnostic(`told ${hoursAfter(started[0], outbreakMs).toFixed(1)} hours after its first packet`);
    assert.ok(hoursAfter(started[0], outbreakMs) >= 0 && hoursAfter(started[0], outbreakMs) <= 24);
  });

  test(`60 quiet days of a busy line, seed ${seed}: no surge at all`, (t) => {
    const noise = createLineNoise(seed);
    const firstDay = Date.parse("2026-03-01T00:00:00Z") / dayMs;
    let probes = 0;
    const days = Array.from({ length: 60 }, (_, day) => firstDay + day).values();
    const findings = watchAll(
      days.flatMap((day) => {
        const events = noise.day(day);
        probes += events.length;
        return events;
      }),
    );
    tell(t, findings);
    t.diagnostic(`${probes} probes`);
    assert.deepEqual(findings, []);
  });

  test(`60 quiet days of the article's line, seed ${seed}: no surge at all`, () => {
    const startMs = Date.parse("2003-05-01T00:00:00Z");
    const { probes } = advanceTraffic(beginTraffic(seed, startMs, 1), startMs + 60 * dayMs);
    assert.deepEqual(watchAll(probes.map(({ timeMs, ...facts }) => probe(timeMs, facts))), []);
  });
}
