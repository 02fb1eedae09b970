import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Alignment, alignPage, type FreshEntry, type Loss } from "../../src/journal/align.ts";
import type { PageMemory } from "../../src/model/journal.ts";
import {
  createModelRing,
  type KeyStyle,
  type ModelPage,
  type ModelRow,
  type RingStep,
  schedules,
} from "../support/model-ring.ts";

const runs = Number(process.env["PROPERTY_RUNS"] ?? 300);
const ringSizes = fc.integer({ min: 4, max: 9 });

function serialOf(fresh: FreshEntry): number {
  return fresh.entry.kind === "event" ? Number(fresh.entry.event.rule) : -1;
}

interface Read extends ModelPage {
  readonly alignment: Alignment;
  readonly memory: PageMemory | undefined;
  readonly before: ModelPage | undefined;
}

/** Runs a schedule, and gives every page that was read. */
function readAll(style: KeyStyle, size: number, steps: readonly RingStep[]) {
  const ring = createModelRing(style, size);
  const reads: Read[] = [];
  let memory: PageMemory | undefined;
  for (const step of steps) {
    if (step.kind !== "poll") {
      ring.apply(step);
      continue;
    }
    const read = ring.poll();
    const alignment = alignPage(memory, read.page, read.answeredAtMs);
    const before = reads.at(-1);
    reads.push({ ...read, alignment, memory, before });
    // The journal keeps it as JSON.
    memory = JSON.parse(JSON.stringify(alignment.memory)) as PageMemory;
  }
  return { reads, written: ring.written };
}

/** Packets counted so far, by serial; throws where one is counted twice. */
function count(counted: Map<number, number>, read: Read): void {
  for (const fresh of read.alignment.fresh) {
    const serial = serialOf(fresh);
    assert.equal(counted.has(serial), fresh.isDelta, `row ${serial} is counted once`);
    counted.set(serial, (counted.get(serial) ?? 0) + fresh.weight);
  }
  for (const [place, row] of read.rows.entries()) {
    assert.ok(counted.has(row.serial), `row ${row.serial} was on the page`);
    assert.ok((counted.get(row.serial) ?? 0) <= (read.page.entries[place]?.weight ?? 0), "no packet is counted twice");
  }
}

/** Every packet that was not counted came within a loss that was told, or left without a trace. */
function assertNoSilentLoss(
  written: readonly ModelRow[],
  counted: ReadonlyMap<number, number>,
  losses: readonly Loss[],
) {
  for (const row of written) {
    if (row.isTraceless) continue;
    for (const atMs of row.packetTimesMs.slice(counted.get(row.serial) ?? 0)) {
      assert.ok(
        losses.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs),
        `row ${row.serial} was lost silently`,
      );
    }
  }
}

function assertExact({ reads, written }: ReturnType<typeof readAll>, isInOrder: boolean): void {
  const counted = new Map<number, number>();
  const order: number[] = [];
  for (const read of reads) {
    count(counted, read);
    order.push(...read.alignment.fresh.filter(({ isDelta }) => !isDelta).map(serialOf));
    const newest = read.before?.rows.at(-1);
    if (newest !== undefined && read.rows.includes(newest))
      assert.equal(read.alignment.loss, undefined, "none was lost");
  }
  if (isInOrder)
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  assertNoSilentLoss(
    written,
    counted,
    reads.flatMap(({ alignment }) => alignment.loss ?? []),
  );
}

test("rows with ticks are counted once each and in order, and what is lost lies within a loss, whatever happens", () => {
  fc.assert(
    fc.property(ringSizes, schedules("replay"), (size, steps) => {
      const outcome = readAll("ticks", size, steps);
      assert.ok(outcome.reads.every(({ alignment }) => !alignment.isAmbiguous));
      assertExact(outcome, true);
    }),
    { numRuns: runs },
  );
});

test("rows that come back after the log was cleared are known again", () => {
  fc.assert(
    fc.property(ringSizes, schedules(), (size, steps) => assertExact(readAll("ticks", size, steps), false)),
    { numRuns: runs },
  );
});

/** Lets a second end before each poll. */
function patiently(steps: readonly RingStep[]): readonly RingStep[] {
  return steps.flatMap((step): readonly RingStep[] => (step.kind === "poll" ? [{ kind: "wait" }, step] : [step]));
}

test("rows of which several are alike within a second are counted once each, where no poll falls inside the second", () => {
  fc.assert(
    fc.property(ringSizes, schedules("replay"), (size, steps) =>
      assertExact(readAll("seconds", size, patiently(steps)), true),
    ),
    { numRuns: runs },
  );
});

test("rows of which several are alike within a second are counted once each, also by polls inside it, while the ring has room", () => {
  fc.assert(
    fc.property(schedules("replay", "resize"), (steps) => assertExact(readAll("seconds", 100, steps), true)),
    { numRuns: runs },
  );
});

test("rows with a time are never counted more often than they were written, whatever happens", () => {
  fc.assert(
    fc.property(ringSizes, schedules(), (size, steps) => {
      const { reads, written } = readAll("seconds", size, steps);
      const left = new Map<string, number>();
      for (const { key } of written) left.set(key, (left.get(key) ?? 0) + 1);
      for (const { entry, isDelta } of reads.flatMap(({ alignment }) => alignment.fresh)) {
        if (isDelta) continue;
        left.set(entry.key, (left.get(entry.key) ?? 0) - 1);
        assert.ok((left.get(entry.key) ?? 0) >= 0, `${entry.key} was written less often`);
      }
    }),
    { numRuns: runs },
  );
});

/** Every overlap of a page with the page before, by trying them all. */
function overlapsByTrial(before: readonly string[], keys: readonly string[]): readonly number[] {
  const lengths = Array.from({ length: Math.min(before.length, keys.length) }, (_, index) => index + 1);
  return lengths.filter((length) => before.slice(-length).join("|") === keys.slice(0, length).join("|"));
}

test("rows without time follow the smallest shift, are told to be ambiguous where several fit, and are exact elsewhere", () => {
  fc.assert(
    fc.property(ringSizes, schedules("replay"), (size, steps) => {
      for (const { page, rows, before, alignment } of readAll("texts", size, steps).reads) {
        const beforeKeys = before?.page.entries.map(({ key }) => key) ?? [];
        const fits = overlapsByTrial(
          beforeKeys,
          page.entries.map(({ key }) => key),
        );
        const fresh = alignment.fresh.filter(({ isDelta }) => !isDelta).map(serialOf);
        assert.deepEqual(
          fresh,
          rows.slice(fits.at(-1) ?? 0).map(({ serial }) => serial),
        );
        assert.equal(alignment.isAmbiguous, fits.length > 1);
        assert.ok(fits.length > 0 || beforeKeys.length === 0 || alignment.loss !== undefined, "no silent loss");
        const kept = rows.filter((row) => before?.rows.includes(row)).length;
        if (fits.length === 1 && kept > 0) assert.equal(fresh.length, rows.length - kept);
      }
    }),
    { numRuns: runs },
  );
});
