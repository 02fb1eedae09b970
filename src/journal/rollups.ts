import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent } from "../model/event.ts";
import { encodeAddress } from "./address.ts";
import { classNumbers } from "./event-row.ts";
import { createLocalDays, quarterOf } from "./local-day.ts";
import { createMeasures, type Measured, type Measures, runLookBackMs } from "./measures.ts";
import type { Words } from "./words.ts";

/** Port column where the log does not tell the port, and protocol column where it does not tell the protocol. */
export const unknownPort = -1;
export const unknownProtocol = 0;

/** Counts that outlive single rows: by quarter hour and door, by class, of attempts and multiple attacks, by source and local day. */
export interface Rollups {
  /** Adds one new event of a router; within the transaction of its pass. */
  add(router: number, timezone: string, event: JournalEvent): void;
  /** Forgets running windows, after a rolled back transaction. */
  forget(): void;
}

interface Windows {
  readonly measures: Measures;
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
  const addMeasured = openMeasureRollup(database, words);
  return {
    add(router, timezone, event) {
      const quarter = quarterOf(event.timeMs);
      addClass.run(router, quarter, classNumbers.indexOf(event.class), event.count);
      if (event.class !== "probe") return;
      const running = windowsOf(router, timezone, event.timeMs);
      const protocol = words.numberOf(event.protocol) ?? unknownProtocol;
      addDoor.run(router, quarter, protocol, event.port ?? unknownPort, event.count);
      if (event.source !== undefined) {
        addSource.run(router, running.dayOf(event.timeMs), encodeAddress(event.source), event.count);
      }
      addMeasured(router, event, running.measures.step(event));
    },
    forget: () => windows.clear(),
  };

  function windowsOf(router: number, timezone: string, timeMs: number): Windows {
    const name = `${router} ${timezone}`;
    const known = windows.get(name);
    if (known !== undefined) return known;
    const fresh = { measures: createMeasures(), dayOf: createLocalDays(timezone) };
    for (const probe of recentProbes(router, timeMs - runLookBackMs)) fresh.measures.step(probe);
    windows.set(name, fresh);
    return fresh;
  }
}

/** Adds what a probe measured to the rollups; within the transaction of its pass. */
export function openMeasureRollup(
  database: DatabaseSync,
  words: Words,
): (router: number, probe: JournalEvent, measured: Measured) => void {
  const add = database.prepare(
    upsert("quarter_measure", ["router", "quarter"], ["attempts", "multiple", "multiple_attempts"]),
  );
  const putRun = database.prepare(
    "INSERT INTO quarter_run (router, quarter, source, protocol, port, count, first_time, last_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?) " +
      "ON CONFLICT DO UPDATE SET source = excluded.source, protocol = excluded.protocol, port = excluded.port, " +
      "count = excluded.count, first_time = excluded.first_time, last_time = excluded.last_time " +
      "WHERE excluded.count > count OR (excluded.count = count AND excluded.first_time < first_time)",
  );
  return (router, probe, { attempts, multiple, multipleAttempts, run }) => {
    if (attempts > 0) add.run(router, quarterOf(probe.timeMs), attempts, 0, 0);
    for (const knock of multiple) add.run(router, quarterOf(knock.timeMs), 0, knock.count, 0);
    for (const knock of multipleAttempts) add.run(router, quarterOf(knock.timeMs), 0, 0, knock.count);
    if (run === undefined) return;
    const protocol = words.numberOf(probe.protocol) ?? unknownProtocol;
    const door = [encodeAddress(probe.source), protocol, probe.port ?? unknownPort] as const;
    putRun.run(router, quarterOf(run.firstMs), ...door, run.count, run.firstMs, run.lastMs);
  };
}

function upsert(table: string, keys: readonly string[], counts: readonly string[]): string {
  const all = [...keys, ...counts];
  const added = counts.map((count) => `${count} = ${count} + excluded.${count}`);
  return `INSERT INTO ${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")}) ON CONFLICT DO UPDATE SET ${added.join(", ")}`;
}
