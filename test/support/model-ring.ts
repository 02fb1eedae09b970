import fc from "fast-check";
import type { ParsedPage } from "../../src/model/page.ts";
import { packet } from "./events.ts";

/** How rows are told apart: by ticks since power-up (and an uptime), by a time of whole seconds, or by their text alone. */
export type KeyStyle = "ticks" | "seconds" | "texts";

/** What happens to a model router; what a state does not allow has no effect. */
export type RingStep =
  | { readonly kind: "log"; readonly text: number; readonly isSameSecond: boolean }
  | { readonly kind: "poll" }
  | { readonly kind: "grow" | "clear" | "reboot" | "replay" | "wait" }
  | { readonly kind: "freeze"; readonly isOn: boolean }
  | { readonly kind: "resize"; readonly rows: number };

/** A row that the router wrote, and the moments at which each of its packets came. */
export interface ModelRow {
  readonly serial: number;
  readonly key: string;
  readonly packetTimesMs: number[];
  /** True once it may have left the log in a way that no later page can show. */
  isTraceless: boolean;
}

export interface ModelPage {
  readonly page: ParsedPage;
  readonly rows: readonly ModelRow[];
  readonly answeredAtMs: number;
}

/** A router's log as a ring of rows that knows what entered it. */
export interface ModelRing {
  apply(step: Exclude<RingStep, { readonly kind: "poll" }>): void;
  poll(): ModelPage;
  /** Every row that ever entered. */
  readonly written: readonly ModelRow[];
}

/** Rows of one second stay fewer than any ring, so that a page never holds a single second. */
const leastRows = 4;
const rowsPerSecond = 3;

/** Schedules with few texts, many neighbours alike, and little patience between the polls. They begin with a row and end with a poll. */
export function schedules(...without: readonly RingStep["kind"][]): fc.Arbitrary<readonly RingStep[]> {
  const kinds: Readonly<Record<RingStep["kind"], fc.WeightedArbitrary<RingStep>>> = {
    log: {
      weight: 12,
      arbitrary: fc.record({ kind: fc.constant("log"), text: fc.nat(1), isSameSecond: fc.boolean() }),
    },
    poll: { weight: 5, arbitrary: fc.constant({ kind: "poll" }) },
    grow: { weight: 2, arbitrary: fc.constant({ kind: "grow" }) },
    clear: { weight: 1, arbitrary: fc.constant({ kind: "clear" }) },
    reboot: { weight: 1, arbitrary: fc.constant({ kind: "reboot" }) },
    replay: { weight: 1, arbitrary: fc.constant({ kind: "replay" }) },
    wait: { weight: 1, arbitrary: fc.constant({ kind: "wait" }) },
    freeze: { weight: 1, arbitrary: fc.record({ kind: fc.constant("freeze"), isOn: fc.boolean() }) },
    resize: {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("resize"), rows: fc.integer({ min: leastRows, max: 3 * leastRows }) }),
    },
  };
  const left = Object.entries(kinds).filter(([kind]) => !without.some((name) => name === kind));
  const begin: readonly RingStep[] = [{ kind: "log", text: 0, isSameSecond: false }, { kind: "poll" }];
  return fc
    .array(fc.oneof(...left.map(([, step]) => step)), { maxLength: 60, size: "max" })
    .map((steps) => [...begin, ...steps, { kind: "poll" }]);
}

/** An empty log of `rows` places. Clearing it saves it to a file, which a replay puts back in front of what came since. */
export function createModelRing(style: KeyStyle, rows: number): ModelRing {
  const written: ModelRow[] = [];
  let ring: ModelRow[] = [];
  let saved: ModelRow[] = [];
  let size = rows;
  let nowMs = Date.parse("2026-12-01T00:00:00Z");
  let bootMs = nowMs - 86_400_000;
  let boots = 0;
  let inThisSecond = 0;
  let isFrozen = false;
  let wasResized = false;
  let pageBefore: number | undefined;
  let polledRows = 0;
  let polledMs = nowMs;

  return { apply, poll, written };

  function apply(step: Exclude<RingStep, { readonly kind: "poll" }>): void {
    if (step.kind === "log") log(step.text, step.isSameSecond);
    else if (step.kind === "grow") grow();
    else if (step.kind === "clear") clear();
    else if (step.kind === "reboot") reboot();
    else if (step.kind === "replay") replay();
    else if (step.kind === "freeze") isFrozen = step.isOn;
    else if (step.kind === "resize") resize(step.rows);
    else pass(3_600_000);
  }

  function pass(ms: number): void {
    nowMs += ms;
    inThisSecond = 0;
  }

  function log(text: number, isSameSecond: boolean): void {
    if (isFrozen) return;
    if (style !== "seconds" || !isSameSecond || inThisSecond >= rowsPerSecond) pass(1000);
    inThisSecond += 1;
    const time = { ticks: `${nowMs - bootMs} `, seconds: `${nowMs / 1000} `, texts: "" }[style];
    const row = { serial: written.length, key: `${time}text ${text}`, packetTimesMs: [nowMs], isTraceless: false };
    written.push(row);
    ring.push(row);
    overflow();
  }

  /** Only the row that was written last is repeated. */
  function grow(): void {
    const last = ring.at(-1);
    if (isFrozen || last === undefined || last !== written.at(-1)) return;
    pass(1000);
    last.packetTimesMs.push(nowMs);
  }

  function overflow(): void {
    if (ring.length <= size) return;
    // After a page without rows only a ring that is as full as it ever was tells that it may have run over.
    leaveTracelessly(wasResized && pageBefore === 0);
    ring = ring.slice(-size);
    saved = [];
  }

  /** On a page without rows there is nothing that a later page could lack. */
  function clear(): void {
    if (ring.length > 0) saved = ring;
    leaveTracelessly(pageBefore === 0);
    ring = [];
    pass(2000);
  }

  function reboot(): void {
    leaveTracelessly(pageBefore === 0 && style !== "ticks");
    ring = [];
    saved = [];
    pass(60_000);
    boots += 1;
    // A millisecond off for each start, so that no two rows of different starts have the same ticks.
    bootMs = nowMs - 10_000 + boots;
  }

  function replay(): void {
    if (isFrozen) return;
    ring = [...saved, ...ring];
    saved = [];
    overflow();
  }

  function resize(places: number): void {
    size = places;
    wasResized = true;
    overflow();
  }

  /** What was written or grew since the page before, where a later page cannot show that it is missing. */
  function leaveTracelessly(is: boolean): void {
    if (!is) return;
    for (const row of written)
      row.isTraceless ||= row.serial >= polledRows || (row.packetTimesMs.at(-1) ?? 0) > polledMs;
  }

  function poll(): ModelPage {
    pageBefore = ring.length;
    polledRows = written.length;
    polledMs = nowMs;
    return {
      page: {
        isKeyed: style !== "texts",
        uptimeMs: style === "ticks" ? nowMs - bootMs : undefined,
        entries: ring.map((row) => entryOf(row, style)),
      },
      rows: [...ring],
      answeredAtMs: nowMs,
    };
  }
}

/** The rule carries the serial, for the test's eyes only: what is under test looks at keys. */
function entryOf(row: ModelRow, style: KeyStyle): ParsedPage["entries"][number] {
  const weight = row.packetTimesMs.length;
  const timeMs = style === "texts" ? undefined : row.packetTimesMs[0];
  return {
    kind: "event",
    key: row.key,
    weight,
    event: packet({ timeMs, rule: String(row.serial), count: weight }),
  };
}
