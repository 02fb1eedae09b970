import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { advanceTraffic, beginTraffic, nextTrafficMs, type Probe } from "../../../src/routers/simulator/traffic.ts";

const startMs = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;
const seeds = [1, 2, 3, 4, 5];

function probesOf(seed: number, rate: number, spanMs: number): readonly Probe[] {
  return advanceTraffic(beginTraffic(seed, startMs, rate), startMs + spanMs).probes;
}

/** The article's measure: at least three of one source at one port within 15 s. */
function inMultipleAttacks(probes: readonly Probe[]): number {
  const groups = Map.groupBy(probes, (probe) => `${probe.source} ${probe.port}`);
  const isMultiple = (times: readonly number[], at: number) =>
    [at - 2, at - 1, at].some((from) => from >= 0 && (times[from + 2] ?? Infinity) - (times[from] ?? 0) <= 15_000);
  return [...groups.values()]
    .map((group) => group.map((probe) => probe.timeMs))
    .reduce((sum, times) => sum + times.filter((_, at) => isMultiple(times, at)).length, 0);
}

function share(probes: readonly Probe[], isCounted: (probe: Probe) => boolean): number {
  return (100 * probes.filter(isCounted).length) / probes.length;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

test("ten months have the article's 323 probes a day within 2 %, its ports and its multiple attacks within a point", () => {
  const months = seeds.flatMap((seed) => [probesOf(seed, 1, 28 * dayMs), probesOf(seed + 100, 1, 28 * dayMs)]);
  const all = months.flat();
  near(all.length / 280, 323, 323 * 0.02);
  near(
    share(all, (probe) => probe.port === 137),
    60.96,
    1,
  );
  near(
    share(all, (probe) => probe.port === 139),
    8.35,
    1,
  );
  near(
    share(all, (probe) => probe.port === 1433),
    6,
    1,
  );
  near((100 * months.reduce((sum, month) => sum + inMultipleAttacks(month), 0)) / all.length, 13.5, 1);
});

for (const seed of seeds) {
  test(`a month of seed ${seed} has 323 a day within 4 %, the ports within 2.5 points, 13.5 % multiple within 1.5`, () => {
    const month = probesOf(seed, 1, 28 * dayMs);
    near(month.length / 28, 323, 323 * 0.04);
    near(
      share(month, (probe) => probe.port === 137),
      60.96,
      2.5,
    );
    near((100 * inMultipleAttacks(month)) / month.length, 13.5, 1.5);
  });
}

test("nights and early mornings are a little busier than the rest of the day", () => {
  const year = probesOf(7, 1, 365 * dayMs);
  const hours = 100 * (11 / 24);
  const early = share(year, (probe) => probe.timeMs % dayMs < 11 * 3_600_000);
  assert.ok(early > hours + 2 && early < hours + 6, `${early} % before 11, of ${hours} %`);
});

test("one source of each fortnight sends 117 probes within two minutes, however busy the line is", () => {
  for (const rate of [1, 100]) {
    const fortnight = probesOf(11, rate, (14 * dayMs) / rate);
    const bySource = [...Map.groupBy(fortnight, (probe) => probe.source).values()];
    const largest = bySource.toSorted((one, other) => other.length - one.length)[0] ?? [];
    const times = largest.map((probe) => probe.timeMs);
    assert.equal(largest.length, 117);
    assert.equal(new Set(largest.map((probe) => probe.port)).size, 1);
    assert.ok(Math.max(...times) - Math.min(...times) <= 120_000);
  }
});

test("some multiple attacks repeat one identical 5-tuple, as a SYN that is sent again", () => {
  const groups = Map.groupBy(probesOf(3, 1, 28 * dayMs), (probe) =>
    [probe.source, probe.sourcePort, probe.protocol, probe.port].join(" "),
  );
  const triples = [...groups.values()].filter((group) => group.length === 3 && group[0]?.protocol === "tcp");
  const gaps = triples.map((group) => group.map((probe) => probe.timeMs - (group[0]?.timeMs ?? 0)).join(" "));
  assert.ok(gaps.filter((gap) => gap === "0 3000 9000").length > 20);
});

test("some sources come back over days, in triples", () => {
  const groups = Map.groupBy(probesOf(3, 1, 28 * dayMs), (probe) => probe.source);
  const returning = [...groups.values()].filter(
    (group) => group.length >= 12 && (group.at(-1)?.timeMs ?? 0) - (group[0]?.timeMs ?? 0) > dayMs,
  );
  assert.ok(returning.length >= 10, `${returning.length} sources`);
});

test("at 300 times the rate a multiple attack is seen within the first minute", () => {
  for (const seed of seeds) {
    assert.ok(inMultipleAttacks(probesOf(seed, 300, 60_000)) >= 3, `seed ${seed}`);
  }
});

test("sources are public addresses, and no probe looks like an answer or like the LAN's own chatter", () => {
  for (const probe of probesOf(5, 10, 28 * dayMs)) {
    assert.equal(ipaddr.parse(probe.source).range(), "unicast", probe.source);
    assert.ok(probe.sourcePort === 137 || (probe.sourcePort >= 1024 && probe.sourcePort !== 3478));
    assert.ok(![67, 68, 514, 1900, 5353, 5355].includes(probe.port));
  }
});

test("the same seed gives the same probes however time is sliced, in order and none before it is due", () => {
  const whole = probesOf(42, 50, dayMs);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: dayMs }), { maxLength: 30 }), (cuts) => {
      let state = beginTraffic(42, startMs, 50);
      const seen: Probe[] = [];
      for (const cut of [...cuts.toSorted((one, other) => one - other), dayMs]) {
        const step = advanceTraffic(state, startMs + cut);
        state = step.state;
        seen.push(...step.probes);
        assert.ok(nextTrafficMs(state) > startMs + cut);
      }
      assert.deepEqual(seen, whole);
    }),
    { numRuns: 20 },
  );
  assert.notDeepEqual(probesOf(43, 50, dayMs), whole);
});
