import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { statisticId } from "../../src/home-assistant/statistics.ts";
import { type Agreement, type SyncParts, syncStatistics } from "../../src/home-assistant/statistics-sync.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type ModelStatistics, modelStatistics } from "../support/model-statistics.ts";

const hourMs = 3_600_000;
const quarterMs = 900_000;
const beginMs = Date.parse("2026-01-20T00:00:00Z");
/** Some months, so that windows and months end within. */
const hours = 100 * 24;
const nowMs = beginMs + hours * hourMs + 20 * 60_000;

function journalOf(t: TestContext): JournalWriter {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  return journal;
}

function add(journal: JournalWriter, timeMs: number, count: number, router = "home"): void {
  journal.commit(passOf(eventItems([probe(timeMs, { count })]), { router, scrapedAtMs: nowMs }));
}

function partsOf(journal: JournalWriter, model: ModelStatistics): SyncParts {
  return { ask: model.ask, journal, router: "home", baseTopic: "whos-knocking", nowMs };
}

const hour = fc.integer({ min: 0, max: hours - 1 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant("probes" as const), hour, count: fc.integer({ min: 1, max: 9 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("sync" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("adjust" as const), hour, by: fc.integer({ min: -9, max: 9 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("stranger" as const), hour, by: fc.integer({ min: 1, max: 9 }) }),
    },
  ),
  { maxLength: 25 },
);

test("whatever happens on either side, hours and sums are the journal's afterwards, and then nothing is left to send", async (t) => {
  const offsets = fc.constantFrom(0, 5.5 * hourMs, -9 * hourMs);
  await fc.assert(
    fc.asyncProperty(steps, offsets, async (done, offsetMs) => {
      const journal = journalOf(t);
      const model = modelStatistics(offsetMs);
      const counted = new Map<number, number>();
      let agreement: Agreement | undefined;
      for (const step of [...done, { kind: "sync" as const }]) {
        if (step.kind === "probes") {
          const startMs = beginMs + step.hour * hourMs;
          add(journal, startMs + (step.hour % 4) * quarterMs, step.count);
          counted.set(startMs, (counted.get(startMs) ?? 0) + step.count);
        }
        if (step.kind === "restart") agreement = undefined;
        if (step.kind === "clear") model.rows.clear();
        if (step.kind === "adjust") adjust(model, beginMs + step.hour * hourMs, step.by);
        if (step.kind === "stranger" && counted.size > 0) {
          model.rows.set(beginMs + step.hour * hourMs, { state: step.by, sum: step.by });
          // Nobody else knows our id: a bridge of before, which had another journal.
          agreement = undefined;
        }
        if (step.kind === "sync") agreement = await inStep(journal, model, counted, agreement);
      }
    }),
    { numRuns: 60 },
  );
});

async function inStep(
  journal: JournalWriter,
  model: ModelStatistics,
  counted: ReadonlyMap<number, number>,
  agreement: Agreement | undefined,
): Promise<Agreement | undefined> {
  const wanted = new Map([...model.rows].map(([startMs, { state }]) => [startMs, state]));
  for (const [startMs, count] of counted) wanted.set(startMs, count);
  const first = await syncStatistics({ ...partsOf(journal, model), agreement });
  assert.equal(first.hours, model.takeSent());
  if (counted.size === 0) return undefined;
  let sum = 0;
  for (const [startMs, state] of [...wanted].sort(([one], [other]) => one - other)) {
    sum += state;
    assert.deepEqual(model.rows.get(startMs), { state, sum });
  }
  assert.equal(model.rows.size, wanted.size);
  const again = await syncStatistics({ ...partsOf(journal, model), agreement: first.agreement });
  const afresh = await syncStatistics(partsOf(journal, model));
  assert.deepEqual([again.hours, afresh.hours], [0, 0]);
  assert.deepEqual([again.agreement, afresh.agreement], [first.agreement, first.agreement]);
  return again.agreement;
}

function adjust({ rows }: ModelStatistics, fromMs: number, by: number): void {
  for (const [startMs, row] of rows) if (startMs >= fromMs) rows.set(startMs, { ...row, sum: row.sum + by });
}

test("the hour that is not over is left out until it is", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  const parts = partsOf(journal, model);
  add(journal, nowMs - 2 * hourMs, 1);
  add(journal, nowMs - 60_000, 2);
  const { agreement } = await syncStatistics(parts);
  assert.deepEqual([...model.rows.values()], [{ state: 1, sum: 1 }]);
  await syncStatistics({ ...parts, agreement, nowMs: nowMs + hourMs });
  assert.deepEqual(
    [...model.rows.values()],
    [
      { state: 1, sum: 1 },
      { state: 2, sum: 3 },
    ],
  );
});

test("of what was agreed on only the last hour is looked at again", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  for (let day = 0; day < 40; day += 1) add(journal, beginMs + day * 24 * hourMs, day + 1);
  const starts: unknown[] = [];
  const ask: SyncParts["ask"] = (command) => {
    if (command["type"] === "recorder/statistics_during_period") starts.push(command["start_time"]);
    return model.ask(command);
  };
  const parts = { ...partsOf(journal, model), ask };
  const { agreement } = await syncStatistics(parts);
  const lastMs = agreement?.last.startMs ?? 0;
  starts.length = 0;
  const again = await syncStatistics({ ...parts, agreement });
  assert.equal(again.hours, 0);
  assert.deepEqual(
    starts.filter((start) => Date.parse(String(start)) < lastMs),
    [],
  );
});

test("what is journalled for an earlier hour while rows are sent comes the next time", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  const parts = partsOf(journal, model);
  add(journal, beginMs, 1);
  add(journal, beginMs + 60 * 24 * hourMs, 2);
  let isLate = true;
  const ask: SyncParts["ask"] = async (command) => {
    const answer = await model.ask(command);
    if (isLate && command["type"] === "recorder/import_statistics") add(journal, beginMs + hourMs, 4);
    isLate &&= command["type"] !== "recorder/import_statistics";
    return answer;
  };
  const { agreement } = await syncStatistics({ ...parts, ask });
  await syncStatistics({ ...parts, agreement });
  assert.deepEqual(
    [...model.rows].sort(([one], [other]) => one - other).map(([, { sum }]) => sum),
    [1, 5, 7],
  );
});

test("what retention deletes stays in the statistic", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  for (const day of [1, 40, 90]) add(journal, beginMs + day * 24 * hourMs, day);
  while (journal.expire(beginMs + 60 * 24 * hourMs) > 0);
  await syncStatistics(partsOf(journal, model));
  assert.deepEqual(
    [...model.rows.values()].map(({ state, sum }) => [state, sum]),
    [
      [1, 1],
      [40, 41],
      [90, 131],
    ],
  );
});

test("of a router that had no event there is nothing, and of another one nothing gets in", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  add(journal, beginMs, 5, "garden");
  assert.deepEqual(await syncStatistics(partsOf(journal, model)), { hours: 0, agreement: undefined });
  assert.equal(model.rows.size, 0);
});

test("a clock that was set back takes nothing away", async (t) => {
  const journal = journalOf(t);
  const model = modelStatistics(0);
  for (const at of [1, 2, 3]) add(journal, beginMs + at * hourMs, at);
  await syncStatistics(partsOf(journal, model));
  const before = new Map(model.rows);
  const { hours: sent } = await syncStatistics({ ...partsOf(journal, model), nowMs: beginMs + 2.5 * hourMs });
  assert.equal(sent, 0);
  assert.deepEqual(model.rows, before);
});

test("statistics have ids that Home Assistant takes, whatever the base topic", () => {
  for (const [base, id] of [
    ["whos-knocking", "whos_knocking:home_probes"],
    ["Attic//Router's/", "attic_router_s:home_probes"],
    ["__", "whos_knocking:home_probes"],
  ] as const) {
    assert.equal(statisticId(base, "home"), id);
    assert.match(id, /^(?!.+__)(?!_)[\da-z_]+(?<!_):(?!_)[\da-z_]+(?<!_)$/);
  }
});
