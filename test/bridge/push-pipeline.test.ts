import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import type { Batch } from "../../src/bridge/pass.ts";
import { releasedAtMs } from "../../src/bridge/release.ts";
import { createPushPipeline } from "../../src/bridge.ts";
import { RetryableError } from "../../src/errors.ts";
import { journalFile, openJournal } from "../../src/journal/open.ts";
import type { JournalWriter } from "../../src/model/journal.ts";
import type { JournalRecord } from "../../src/model/record.ts";
import { syslog } from "../../src/routers/syslog/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { routerSettings } from "../support/router-settings.ts";

const driver = await syslog.driver();

const noon = Date.parse("2026-12-01T12:00:00Z");
const minuteMs = 60_000;
const detect = { burst: { probes: 3, window_s: 15 } };

/** A router's lines on their way to a journal, by a clock that only the test moves. */
function open(t: TestContext, folder = temporaryFolder(t)) {
  const clock = { nowMs: noon };
  const journal = openJournal(folder);
  const broken = { isBroken: false };
  const fragile: JournalWriter = {
    ...journal,
    commit: (pass) => {
      if (broken.isBroken) throw new RetryableError("the disk is full");
      return journal.commit(pass);
    },
  };
  t.after(() => journal.close());
  const router = routerSettings(syslog, { timezone: "UTC" });
  const now = () => clock.nowMs;
  const pipeline = createPushPipeline({ router, family: syslog, driver, journal: fragile, detect, now, releasedAtMs });
  const pass = (texts: readonly string[], facts: Partial<Batch> = {}) =>
    pipeline.pass(() => ({
      lines: texts.map((text) => ({ text, receivedAtMs: clock.nowMs })),
      lost: [],
      untilMs: clock.nowMs,
      ...facts,
    }));
  return { clock, journal, folder, pipeline, pass, broken };
}

const knock = (time: string, port: number) =>
  `<4>Dec  1 ${time} gateway kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 PROTO=TCP SPT=1025 DPT=${port} SYN`;

const kindsOf = (records: readonly JournalRecord[]) => records.map((record) => record.kind);

/** What the journal says was heard, as clock times. */
function coverage(folder: string): readonly string[] {
  const database = new DatabaseSync(journalFile(folder), { readOnly: true });
  const rows = database.prepare("SELECT from_time, to_time FROM coverage ORDER BY from_time").all();
  database.close();
  const clock = (timeMs: unknown) => new Date(Number(timeMs)).toISOString().slice(11, 19);
  return rows.map((row) => `${clock(row["from_time"])}-${clock(row["to_time"])}`);
}

test("what a router sends is journalled, with its findings, and counted", (t) => {
  const { journal, pass } = open(t);
  const knocks = ["11:59:57", "11:59:58", "11:59:59"].map((time) => knock(time, 23));
  const { records, entries, rejects } = pass([...knocks, "<30>Dec  1 12:00:00 gateway cron[1]: x", "", "\n"]);
  assert.deepEqual([kindsOf(records), entries, rejects], [["event", "event", "event", "finding"], 4, 1]);
  const [first] = records;
  assert.ok(first?.kind === "event");
  assert.deepEqual([first.event.timeMs, first.event.timeFrom, first.event.port], [noon - 3000, "router", 23]);
  assert.deepEqual([journal.totals("home").probes, journal.totals("home").rejects], [3, 1]);
});

test("a repeated line stands for the one before it, in the pass before", (t) => {
  const { pass } = open(t);
  pass([knock("12:00:00", 23)]);
  const { records } = pass(["<4>Dec  1 12:00:30 gateway last message repeated 3 times"]);
  const [record] = records;
  assert.ok(record?.kind === "event");
  assert.deepEqual([record.event.count, record.event.port, record.event.timeMs], [3, 23, noon + 30_000]);
});

test("a pass that cannot be kept is kept later, once, and nothing of it is read twice", (t) => {
  const { journal, pass, broken, pipeline } = open(t);
  pass([knock("11:59:00", 22)]);
  broken.isBroken = true;
  const repeated = "<4>Dec  1 11:59:58 gateway last message repeated 2 times";
  assert.throws(() => pass([knock("11:59:57", 23), repeated]), RetryableError);
  assert.throws(() => pipeline.pass(() => assert.fail("there is a batch that waits")), RetryableError);
  broken.isBroken = false;
  const kept = pipeline.pass(() => assert.fail("there is a batch that waits"));
  assert.deepEqual(kindsOf(kept.records), ["event", "event", "finding"]);
  assert.equal(journal.totals("home").probes, 4);
  assert.deepEqual(kindsOf(pass([knock("12:00:00", 24)]).records), ["event"]);
});

test("while our own clock is behind nothing is taken", (t) => {
  const { clock, pass, pipeline } = open(t);
  pass([]);
  clock.nowMs = noon - minuteMs;
  assert.throws(() => pipeline.pass(() => assert.fail("nothing is to be taken")), /this machine's clock says/);
  clock.nowMs = noon + 1;
  pass([]);
});

test("what is older than a quarter of an hour is kept, and alarms nobody", (t) => {
  const { pass } = open(t);
  const isLate = (times: readonly string[]) =>
    pass(times.map((time) => knock(time, 23))).records.flatMap((record) =>
      record.kind === "finding" ? [record.finding.isLate] : [],
    );
  assert.deepEqual(isLate(["11:40:01", "11:40:02", "11:40:03"]), [true]);
  // A router whose clock is some minutes behind alarms all the same.
  assert.deepEqual(isLate(["11:50:01", "11:50:02", "11:50:03"]).at(-1), false);
});

test("what was heard is what a listener was up for, less what is known to be lost", (t) => {
  const { clock, folder, pass } = open(t);
  const passAt = (minutes: number, texts: readonly string[], facts: Partial<Batch> = {}) => {
    clock.nowMs = noon + minutes * minuteMs;
    return pass(texts, facts);
  };
  passAt(0, []);
  passAt(1, [knock("11:10:00", 23)]);
  assert.deepEqual(coverage(folder), ["12:00:00-12:01:00"]);
  // Lines that wait are not heard yet.
  passAt(3, [knock("12:01:30", 23)], { untilMs: noon + 2 * minuteMs });
  assert.deepEqual(coverage(folder), ["12:00:00-12:02:00"]);
  passAt(5, [knock("12:05:00", 23)]);
  const lost = [
    { fromMs: noon + 4 * minuteMs, toMs: noon + 6 * minuteMs, entries: 9, isExact: true, cause: "overrun" as const },
  ];
  const { records } = passAt(7, [knock("12:06:30", 23)], { lost });
  assert.deepEqual(kindsOf(records).slice(0, 2), ["gap", "event"]);
  assert.deepEqual(coverage(folder), ["12:00:00-12:04:00", "12:06:00-12:07:00"]);
  passAt(8, []);
  assert.deepEqual(coverage(folder), ["12:00:00-12:04:00", "12:06:00-12:08:00"]);
});

test("lines leave no page behind that a later one could be aligned with, only when they were heard", (t) => {
  const { journal, pass } = open(t);
  pass([knock("11:59:00", 22)]);
  assert.deepEqual(journal.pageMemory("home"), {
    keys: [],
    lastWeight: 0,
    pageLength: 0,
    longestPage: 0,
    scrapedAtMs: noon,
  });
});

test("a router whose clock is an hour behind is alarmed as soon as that is known", (t) => {
  const { clock, pass } = open(t);
  const passes = [0, 1, 2, 3].map((minute) => {
    clock.nowMs = noon + minute * minuteMs;
    const times = ["10:59", "11:00", "11:01", "11:02"].map((time) => `${time}:50`);
    const knocks = [0, 1, 2].map(() => knock(times[minute] ?? "", minute));
    return pass(knocks, { untilMs: clock.nowMs }).records;
  });
  const started = passes.flat().flatMap((record) => (record.kind === "finding" ? [record.finding] : []));
  assert.deepEqual(
    started.filter(({ state }) => state === "started").map(({ isLate }) => isLate),
    [true, true, false, false],
  );
});
