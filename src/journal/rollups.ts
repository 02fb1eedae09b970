import type { DatabaseSync } from "node:sqlite";
import { type AttemptState, attemptWindowMs, createAttempts, pruneAttempts, stepAttempts } from "../attempts.ts";
import type { JournalEvent } from "../model/event.ts";
import { createMultiple, type MultipleState, multipleWindowMs, pruneMultiple, stepMultiple } from "../multiple.ts";
import { encodeAddress } from "./address.ts";
import { classNumbers } from "./event-row.ts";
import { createLocalDays, quarterOf } from "./local-day.ts";
import type { Words } from "./words.ts";

/** Port column where the log does not tell the port. */
const unknownPort = -1;

/** Counts that outlive single rows: by quarter hour and door, by class, of attempts and multiple attacks, by source and local day. */
export interface Rollups {
  /** Adds one new event of a router; within the transaction of its pass. */
  add(router: number, timezone: string, event: JournalEvent): void;
  /** Forgets running windows, after a rolled back transaction. */
  forget(): void;
}

interface Windows {
  readonly attempts: AttemptState;
  readonly multiple: MultipleState;
  readonly dayOf: (timeMs: number) => number;
}

/** `recentProbes` reads the probes of a router since a time: running windows are rebuilt from them after a start. */
export function openRollups(
  database: DatabaseSync,
  words: Words,
  recentProbes: (router: number, sinceMs: number) => Iterable<JournalEvent>,
): Rollups {
  const windows = new Map<string, Windows>();
  const addClass = database.prepare(upsert("quarter_class", ["router", "quarter", "class"], ["count"]));
  const addDoor = database.prepare(upsert("quarter_door", ["router", "quarter", "protocol", "port"], ["probes"]));
  const addSource = database.prepare(upsert("day_source", ["router", "day", "source"], ["probes"]));
  const addMeasure = database.prepare(upsert("quarter_measure", ["router", "quarter"], ["attempts", "multiple"]));
  return {
    add(router, timezone, event) {
      const quarter = quarterOf(event.timeMs);
      addClass.run(router, quarter, classNumbers.indexOf(event.class), event.count);
      if (event.class !== "probe") return;
      const running = windowsOf(router, timezone, event.timeMs);
      addDoor.run(router, quarter, words.numberOf(event.protocol) ?? 0, event.port ?? unknownPort, event.count);
      if (event.source !== undefined) {
        addSource.run(router, running.dayOf(event.timeMs), encodeAddress(event.source), event.count);
      }
      const attempts = stepAttempts(running.attempts, event) ?? 0;
      if (attempts > 0) addMeasure.run(router, quarter, attempts, 0);
      for (const knock of stepMultiple(running.multiple, event)) {
        addMeasure.run(router, quarterOf(knock.timeMs), 0, knock.count);
      }
      if (running.multiple.knocks.size > prunedAbove) pruneMultiple(running.multiple, event.timeMs);
      if (running.attempts.lastSeenMs.size > prunedAbove) pruneAttempts(running.attempts, event.timeMs);
    },
    forget: () => windows.clear(),
  };

  function windowsOf(router: number, timezone: string, timeMs: number): Windows {
    const name = `${router} ${timezone}`;
    const known = windows.get(name);
    if (known !== undefined) return known;
    const fresh = { attempts: createAttempts(), multiple: createMultiple(), dayOf: createLocalDays(timezone) };
    for (const probe of recentProbes(router, timeMs - Math.max(attemptWindowMs, multipleWindowMs))) {
      stepAttempts(fresh.attempts, probe);
      stepMultiple(fresh.multiple, probe);
    }
    windows.set(name, fresh);
    return fresh;
  }
}

/** Windows are swept when they hold more doors than this: seldom in a household, in time in a flood. */
const prunedAbove = 2000;

function upsert(table: string, keys: readonly string[], counts: readonly string[]): string {
  const all = [...keys, ...counts];
  const added = counts.map((count) => `${count} = ${count} + excluded.${count}`);
  return `INSERT INTO ${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")}) ON CONFLICT DO UPDATE SET ${added.join(", ")}`;
}
