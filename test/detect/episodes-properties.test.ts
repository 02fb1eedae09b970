import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createWatch, type Watch } from "../../src/detect/watch.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import { streams } from "../support/streams.ts";
import { createKeeper, defaultSettings as settings, utcDays } from "../support/watch.ts";

const dayMs = 86_400_000;

function begin(): Watch {
  return createWatch({ settings, dayOf: utcDays });
}

/** Long after everything: one tick finds what is open, another ends it. */
function finish(watch: Watch, afterMs: number): readonly Finding[] {
  return [afterMs, afterMs + 400 * dayMs].flatMap((nowMs) => watch.tick({ nowMs, alarmAfterMs: 0 }));
}

/** The last moment of a stream. */
function endOf(events: readonly JournalEvent[]): number {
  return events.at(-1)?.timeMs ?? 0;
}

test("whatever the ticks say, each episode begins once and ends once", () => {
  const ticks = fc.array(fc.integer({ min: -3 * dayMs, max: 3 * dayMs }), { maxLength: 120, size: "max" });
  const limit = fc.integer({ min: -dayMs, max: 10 * dayMs });
  fc.assert(
    fc.property(streams, ticks, limit, (events, offsets, limitMs) => {
      const watch = begin();
      const open = new Map<string, string>();
      const alarmAfterMs = (events[0]?.timeMs ?? 0) + limitMs;
      const told = events.flatMap((event, index) => {
        const offset = offsets[index];
        const ticked = offset === undefined ? [] : watch.tick({ nowMs: event.timeMs + offset, alarmAfterMs });
        return [...ticked, ...watch.step(event, { nowMs: event.timeMs, alarmAfterMs })];
      });
      for (const { kind, episodeKey, state } of [...told, ...finish(watch, endOf(events) + 4 * dayMs)]) {
        const name = `${kind} ${episodeKey}`;
        assert.equal(open.has(name), state !== "started", `${name} ${state}`);
        if (state === "ended") open.delete(name);
        else open.set(name, state);
      }
      assert.deepEqual([...open], []);
    }),
    { numRuns: 300 },
  );
});

test("how a stream is split into passes changes no episode", () => {
  fc.assert(
    fc.property(streams, fc.array(fc.boolean(), { maxLength: 120, size: "max" }), (events, cuts) => {
      const episodes = (isCut: (index: number) => boolean) => {
        const watch = begin();
        const told = events.flatMap((event, index) => {
          const found = watch.step(event, { nowMs: event.timeMs, alarmAfterMs: 0 });
          return isCut(index) ? [...found, ...watch.tick({ nowMs: event.timeMs, alarmAfterMs: 0 })] : found;
        });
        const ended = [...told, ...finish(watch, endOf(events))].filter(({ state }) => state === "ended");
        return ended.map((finding) => JSON.stringify(finding)).sort();
      };
      assert.deepEqual(
        episodes((index) => cuts[index] ?? false),
        episodes(() => false),
      );
    }),
    { numRuns: 300 },
  );
});

test("a restart after any pass changes nothing that is told afterwards", () => {
  fc.assert(
    fc.property(streams, fc.nat({ max: 119 }), fc.integer({ min: 1, max: 12 }), (events, at, passLength) => {
      const keeper = createKeeper();
      const findings = (restartAt: number | undefined) => {
        let watch = begin();
        return events.flatMap((event, index) => {
          const found = watch.step(event, { nowMs: event.timeMs, alarmAfterMs: 0 });
          if ((index + 1) % passLength !== 0) return found;
          // What ends at one tick ends in any order.
          const ended = watch.tick({ nowMs: event.timeMs, alarmAfterMs: 0 }).toSorted(byName);
          const told = [...found, ...ended];
          if (restartAt === undefined) return told;
          keeper.keep(watch.takeChanges());
          if (index >= restartAt && index < restartAt + passLength) {
            watch = recollect(events.slice(0, index + 1), keeper.kept);
          }
          return told;
        });
      };
      assert.deepEqual(findings(at), findings(undefined));
    }),
    { numRuns: 300 },
  );
});

/** A watch as the journal gives it back. */
function recollect(events: readonly JournalEvent[], checkpoints: ReturnType<typeof createKeeper>["kept"]): Watch {
  const probes = events.filter((event) => event.class === "probe");
  const visits = probes.flatMap(({ source, timeMs }) =>
    source === undefined ? [] : [{ source, day: utcDays(timeMs) }],
  );
  return createWatch({
    settings,
    dayOf: utcDays,
    recollection: { checkpoints, openEpisodes: [], visits, events: events.filter(isKept) },
  });
}

function byName(one: Finding, other: Finding): number {
  return `${one.kind} ${one.episodeKey}` < `${other.kind} ${other.episodeKey}` ? -1 : 1;
}

function isKept(event: JournalEvent): boolean {
  return event.class === "probe" || event.class === "admitted";
}
