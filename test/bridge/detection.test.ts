import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createDetection, type Detection, type PassMoment } from "../../src/bridge/detection.ts";
import { openImporter } from "../../src/journal/importer.ts";
import { journalFile, openJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import { createColumnsBuilder } from "../../src/worker/event-columns.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { streams } from "../support/streams.ts";
import { defaultSettings, settingsOf } from "../support/watch.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const passMs = 5 * minuteMs;
const burst = [0, 1, 2].map((second) => probe(noon + second * 1000));

function detectionOf(journal: JournalWriter, settings = defaultSettings): Detection {
  return createDetection({ router: { name: "home", timezone: "UTC" }, journal, settings });
}

/** As for a router that is read every five minutes. */
function momentOf(scrapedAtMs: number, previousScrapeMs: number | undefined): PassMoment {
  const alarmAfterMs = Math.max(scrapedAtMs - 20 * minuteMs, (previousScrapeMs ?? 0) - minuteMs);
  return { scrapedAtMs, newSinceMs: previousScrapeMs, alarmAfterMs };
}

function journalOf(t: TestContext, folder = temporaryFolder(t)): JournalWriter {
  const journal = openJournal(folder);
  t.after(() => journal.close());
  return journal;
}

/** Reads events and journals them with what was found; gives the findings. */
function pass(
  journal: JournalWriter,
  detection: Detection,
  events: readonly JournalEvent[],
  scrapedAtMs: number,
  previousScrapeMs: number | undefined,
): readonly Finding[] {
  const looked = detection.find(eventItems(events), momentOf(scrapedAtMs, previousScrapeMs));
  const records = journal.commit(passOf([], { ...looked, scrapedAtMs }));
  return records.flatMap((record) => (record.kind === "finding" ? [record.finding] : []));
}

function checkpointNames(folder: string): readonly string[] {
  const database = new DatabaseSync(journalFile(folder), { readOnly: true });
  const rows = database.prepare("SELECT detector FROM checkpoint ORDER BY detector").all();
  database.close();
  return rows.map((row) => String(row["detector"]));
}

test("stopped and started again between any two passes, the journal tells the same", (t) => {
  fc.assert(
    fc.property(streams, fc.array(fc.boolean(), { maxLength: 120, size: "max" }), (events, restarts) => {
      const told = (isStopped: (pass: number) => boolean) => {
        const journal = openJournal(temporaryFolder(t));
        let detection = detectionOf(journal);
        let previousMs: number | undefined;
        const findings = passesOf(events).flatMap(({ nowMs, brought }, index) => {
          if (isStopped(index)) detection = detectionOf(journal);
          const found = pass(journal, detection, brought, nowMs, previousMs);
          previousMs = nowMs;
          return found.map((finding) => JSON.stringify(finding)).sort();
        });
        journal.close();
        return findings;
      };
      assert.deepEqual(
        told((index) => restarts[index] ?? false),
        told(() => false),
      );
    }),
    { numRuns: 15 },
  );
});

/** Passes every five minutes as far as they bring something, and two at the end. */
function passesOf(events: readonly JournalEvent[]): { nowMs: number; brought: JournalEvent[] }[] {
  const groups = Map.groupBy(events, ({ timeMs }) => (Math.floor(timeMs / passMs) + 1) * passMs);
  const lastMs = Math.max(...groups.keys());
  const quiet = [lastMs + passMs, lastMs + 30 * 86_400_000].map((nowMs) => ({ nowMs, brought: [] }));
  return [...[...groups].map(([nowMs, brought]) => ({ nowMs, brought })), ...quiet];
}

test("a pass that is not kept is as if it had not been", (t) => {
  const journal = journalOf(t);
  const detection = detectionOf(journal, settingsOf("burst"));
  pass(journal, detection, burst.slice(0, 1), noon + 500, undefined);
  detection.find(eventItems(burst.slice(1)), momentOf(noon + passMs, noon + 500));
  detection.rewind();
  const findings = pass(journal, detection, burst.slice(1), noon + passMs, noon + 500);
  assert.deepEqual(
    findings.map(({ state, count }) => [state, count]),
    [["started", 3]],
  );
});

test("a pass writes a part for each open episode that it changed, and takes away what is over", (t) => {
  const folder = temporaryFolder(t);
  const journal = journalOf(t, folder);
  const detection = detectionOf(journal, settingsOf("burst"));
  const look = (events: readonly JournalEvent[], scrapedAtMs: number) => {
    const looked = detection.find(eventItems(events), momentOf(scrapedAtMs, scrapedAtMs - passMs));
    journal.commit(passOf([], { ...looked, scrapedAtMs }));
    return Object.keys(looked.checkpoints);
  };
  const part = "burst episode tcp 203.0.113.9 445";
  assert.deepEqual(look(burst, noon + minuteMs), [part]);
  assert.deepEqual(checkpointNames(folder), [part]);
  assert.deepEqual(look([], noon + minuteMs + 1000), []);
  assert.deepEqual(look([], noon + passMs), [part]);
  assert.deepEqual(checkpointNames(folder), []);
});

test("an episode whose detector was switched off is over at the next pass", (t) => {
  const journal = journalOf(t);
  pass(journal, detectionOf(journal), burst, noon + minuteMs, undefined);
  assert.equal(journal.openEpisodes("home", 10).length, 1);
  const without = { ...defaultSettings, ...settingsOf("burst", { enabled: false }) };
  const [ended] = pass(journal, detectionOf(journal, without), [], noon + minuteMs + 1000, noon + minuteMs);
  assert.deepEqual([ended?.kind, ended?.state, ended?.count], ["burst", "ended", 3]);
  assert.deepEqual(journal.openEpisodes("home", 10), []);
});

test("an import beside the running detectors tells them nothing, nor does it after a restart; its days are known then", (t) => {
  const folder = temporaryFolder(t);
  const journal = journalOf(t, folder);
  const running = detectionOf(journal);
  pass(journal, running, [probe(noon, { source: "198.51.100.1" })], noon + passMs, undefined);
  // A file of the days before: scans, floods and somebody who was let in, the last of it two hours ago.
  const old = [120, 121, 3000].flatMap((minutes) =>
    Array.from({ length: 40 }, (_, index) =>
      probe(noon + passMs - minutes * minuteMs + index * 100, {
        port: index,
        class: index === 9 ? "admitted" : "probe",
      }),
    ),
  );
  importAll(folder, old);
  assert.deepEqual(pass(journal, running, [], noon + 2 * passMs, noon + passMs), []);
  const restarted = detectionOf(journal);
  assert.deepEqual(pass(journal, restarted, [], noon + 3 * passMs, noon + 2 * passMs), []);
  const { events, visits } = journal.recollection("home", noon - 3000 * minuteMs, 20261101);
  assert.deepEqual(
    [...events].map(({ source }) => source),
    ["198.51.100.1"],
  );
  const days = [...visits].filter(({ source }) => source === "203.0.113.9").map(({ day }) => day);
  assert.deepEqual(days, [20261129, 20261201]);
  const [returned] = pass(journal, restarted, [probe(noon + 86_400_000)], noon + 86_400_000 + 1, noon + 86_400_000);
  assert.deepEqual([returned?.kind, returned?.count], ["returning", 3]);
});

function importAll(folder: string, events: readonly JournalEvent[]): void {
  const kept = { keptSinceMs: Number.NEGATIVE_INFINITY };
  const importer = openImporter({ dataDir: folder, router: "home", timezone: "UTC", ...kept });
  const builder = createColumnsBuilder();
  for (const event of events.toSorted((one, other) => one.timeMs - other.timeMs)) {
    builder.add(event, event.class, event.timeMs);
  }
  importer.add(builder.take(false));
  importer.endStream(false);
  importer.finish();
  importer.close();
}

test("a router whose clock is always 40 minutes behind is alarmed as soon as that is known", (t) => {
  const journal = journalOf(t);
  const detection = detectionOf(journal, settingsOf("burst"));
  const findings = Array.from({ length: 6 }, (_, index) => {
    const scrapedAtMs = noon + (index + 1) * passMs;
    const behind = [60, 61, 62].map((age) => scrapedAtMs - age * 1000 - 40 * minuteMs);
    const events = behind.toReversed().map((timeMs) => probe(timeMs, { port: index }));
    return pass(journal, detection, events, scrapedAtMs, scrapedAtMs - passMs);
  });
  const started = findings.flat().filter(({ state }) => state === "started");
  assert.deepEqual(
    started.map(({ isLate }) => isLate),
    [true, true, false, false, false, false],
  );
});

test("rows of long ago that a router brings up again are recorded and raise no alarm", (t) => {
  const journal = journalOf(t);
  const detection = detectionOf(journal);
  const old = [...burst, probe(noon + 4000, { class: "admitted", action: "accept" })];
  pass(journal, detection, old, noon + minuteMs, noon);
  const rows = old.map((event) => ({ ...event, source: "203.0.113.10" }));
  const hoursLater = noon + 6 * 60 * minuteMs;
  const findings = pass(journal, detection, rows, hoursLater, hoursLater - passMs);
  assert.deepEqual(
    findings.filter(({ state }) => state === "started").map(({ kind, isLate }) => [kind, isLate]),
    [
      ["burst", true],
      ["let_in", true],
    ],
  );
});
