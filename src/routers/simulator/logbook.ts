import { wireFacts } from "../../model/wire.ts";
import type { WrittenRow } from "./family.ts";
import type { DueRow, Feed } from "./feed.ts";
import { createRing, type RingRow } from "./ring.ts";

/** The router's log: what enters it, when, and the truth about it. */
export interface Logbook {
  readonly bootMs: number;
  rows(): readonly RingRow[];
  /** Lets everything up to that moment enter; a clock that went back is waited for. */
  advance(nowMs: number): void;
  /** When the next row is due; infinity when none will come. */
  nextMs(): number;
  enter(row: WrittenRow, timeMs: number): void;
  clear(): void;
  /** Power off and on: ticks count from now, and the log is gone. */
  reboot(nowMs: number): void;
}

export interface LogbookSettings {
  readonly feed: Feed;
  readonly ringSize: number;
  /** Whether a full log is emptied, in place of its oldest row. */
  readonly isEmptiedWhenFull?: boolean | undefined;
  readonly bootMs: number;
  /** Rows up to here are there from the beginning: of those the truth tells only what the ring still holds. */
  readonly startMs: number;
  readonly truth: (line: string) => void;
  readonly isFrozen: () => boolean;
}

/** A logbook that holds what came before `startMs`. */
export function createLogbook(settings: LogbookSettings): Logbook {
  const ring = createRing(settings.ringSize, settings.isEmptiedWhenFull);
  let bootMs = settings.bootMs;
  const enter = (row: DueRow) => {
    if (settings.isFrozen()) return;
    ring.push({ timeMs: row.timeMs, text: row.text });
    // One JSON line with exactly the keys that this log can tell (DESIGN 4.2).
    if (row.event !== undefined) settings.truth(JSON.stringify(wireFacts(row.event)));
  };
  for (const row of settings.feed.take(settings.startMs).slice(-settings.ringSize)) enter(row);
  return {
    get bootMs() {
      return bootMs;
    },
    rows: ring.rows,
    nextMs: settings.feed.nextMs,
    advance(nowMs) {
      for (const row of settings.feed.take(nowMs)) enter(row);
    },
    enter: (row, timeMs) => enter({ ...row, timeMs }),
    clear: ring.clear,
    reboot(nowMs) {
      ring.restart();
      bootMs = nowMs;
    },
  };
}
