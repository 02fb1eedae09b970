import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createDetection } from "../../src/bridge/detection.ts";
import { createWatch } from "../../src/detect/watch.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import { publicAddress } from "../../src/routers/simulator/address.ts";
import { createRandom, integerBetween } from "../../src/routers/simulator/random.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { createLineNoise } from "../support/line-noise.ts";
import { defaultSettings as settings, utcDays } from "../support/watch.ts";
import type { Bench, Outcome } from "./figure.ts";
import { folder } from "./process.ts";

const probes = 1_000_000;
const sourceCount = 100_000;
const dayMs = 86_400_000;
const passMs = 300_000;
const fromMs = Date.parse("2026-12-01T00:00:00Z");
const days = 16;

/** What the detectors cost: memory and time when everybody knocks, and what they write and read again on a usual line. */
export const detectorsBench: Bench = {
  name: "detectors",
  run: async () => [...crowd(), ...usualLine()],
};

/** A million probes of a hundred thousand sources in one day: a third of them at one port, the others at 500 and at any. */
function* knocks(): Iterable<JournalEvent> {
  const random = createRandom(1);
  // Kept as numbers, so that what is weighed are the detectors and not this list.
  const sources = Float64Array.from({ length: sourceCount }, () => numberOf(publicAddress(random)));
  for (let at = 0; at < probes; at += 1) {
    const index = at < sourceCount ? at : integerBetween(random, 0, sourceCount - 1);
    const isOwnPort = random.next() < 0.8;
    const port = index % 3 === 0 ? 23 : isOwnPort ? index % 500 : integerBetween(random, 1, 65_535);
    const facts = {
      source: addressOf(sources[index] ?? 0),
      destination: "192.0.2.1",
      port,
      sourcePort: 1024 + (at % 60_000),
    };
    yield probe(fromMs + Math.floor((at * dayMs) / probes), facts);
  }
}

function crowd(): readonly Outcome[] {
  const collect = garbageCollector();
  const idleMs = cpuMs(() => {
    for (const _ of knocks());
  });
  collect();
  const beforeBytes = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const watch = createWatch({ settings, dayOf: utcDays });
  let longestPassMs = 0;
  const busyMs = cpuMs(() => {
    let nextMs = fromMs + passMs;
    for (const event of knocks()) {
      watch.step(event, { nowMs: event.timeMs, alarmAfterMs: 0 });
      if (event.timeMs < nextMs) continue;
      nextMs += passMs;
      const ended = cpuMs(() => {
        watch.tick({ nowMs: event.timeMs, alarmAfterMs: 0 });
        watch.takeChanges();
      });
      longestPassMs = Math.max(longestPassMs, ended);
    }
  });
  collect();
  const heldBytes = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - beforeBytes;
  watch.takeChanges();
  const note = `${probes} probes of ${sourceCount} sources in a day`;
  return [
    { what: "memory of all detectors", value: heldBytes / 1e6, unit: "MB", aim: { atMost: 30 }, note },
    { what: "CPU of all detectors, a probe", value: (1000 * (busyMs - idleMs)) / probes, unit: "µs", note },
    { what: "longest tick among them", value: longestPassMs, unit: "ms", note: "a pass every 5 minutes" },
  ];
}

/** A line with 4,000 probes a day, over more days than detectors remember; then the program starts again. */
function usualLine(): readonly Outcome[] {
  using data = folder();
  const journal = openJournal(data.path);
  const parts = { router: { name: "home", timezone: "UTC" }, journal, settings };
  const detection = createDetection(parts);
  const noise = createLineNoise(1);
  let bytes = 0;
  let largestBytes = 0;
  let written = 0;
  let nowMs = fromMs;
  for (let day = 0; day < days; day += 1) {
    const passes = Map.groupBy(noise.day(fromMs / dayMs + day), ({ timeMs }) => Math.floor(timeMs / passMs));
    for (let pass = 0; pass < dayMs / passMs; pass += 1) {
      const brought = passes.get(nowMs / passMs) ?? [];
      nowMs += passMs;
      const found = detection.find(eventItems(brought), { scrapedAtMs: nowMs, alarmAfterMs: nowMs - 4 * passMs });
      journal.commit(passOf([], { ...found, scrapedAtMs: nowMs }));
      const size = JSON.stringify(found.checkpoints).length;
      bytes += size;
      largestBytes = Math.max(largestBytes, size);
      written += brought.length;
    }
  }
  const restartMs = cpuMs(() => createDetection(parts).find([], { scrapedAtMs: nowMs, alarmAfterMs: nowMs }));
  journal.close();
  const note = `${Math.round(written / days)} probes a day`;
  const largest = `the largest of a pass ${(largestBytes / 1000).toFixed(1)} kB`;
  return [
    {
      what: "checkpoints written a day",
      value: bytes / days / 1000,
      unit: "kB",
      aim: { atMost: 1000 },
      note: `${note}; ${largest}`,
    },
    { what: "CPU of beginning again after a restart", value: restartMs, unit: "ms", note: `${note}, for ${days} days` },
  ];
}

function cpuMs(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("this Node cannot be asked to collect its garbage");
  return () => void collect();
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
