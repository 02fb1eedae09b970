import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { FatalError, RetryableError } from "../../src/errors.ts";
import { journalFile, openJournal, readJournal } from "../../src/journal/open.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Gap } from "../../src/model/gap.ts";
import type { JournalWriter, PassItem, RecordFilter } from "../../src/model/journal.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");

function journalIn(t: TestContext, folder = temporaryFolder(t)): { journal: JournalWriter; folder: string } {
  const journal = openJournal(folder);
  t.after(() => journal.close());
  return { journal, folder };
}

function burst(state: Finding["state"], count = 3): Finding {
  const seen = { firstSeenMs: noon, lastSeenMs: noon + 2000 };
  return {
    kind: "burst",
    state,
    severity: "low",
    episodeKey: "a",
    sources: ["203.0.113.9"],
    ports: [445],
    protocol: "tcp",
    count,
    isLate: false,
    ...seen,
  };
}

const rich: JournalEvent = {
  class: "admitted",
  timeMs: noon + 123,
  timeFrom: "scrape",
  timeUncertaintyMs: 5000,
  action: "accept",
  direction: "in",
  protocol: "ipv6-icmp",
  source: "2001:db8::9",
  destination: "255.254.0.1",
  sourcePort: 65_535,
  port: 0,
  icmpType: 128,
  icmpCode: 0,
  tcpFlags: ["syn", "cwr"],
  count: 7,
  interface: "eth0",
  rule: "WAN_LOCAL",
  format: "test",
};

test("an event comes back as it was kept, all of it", (t) => {
  const { journal } = journalIn(t);
  const [record] = journal.commit(passOf(eventItems([rich])));
  const found = journal.search.events({
    ...{ routers: ["home"], fromMs: noon, toMs: noon + 1000, before: undefined, classes: ["admitted"] },
  });
  const read = [
    record?.kind === "event" && record.event,
    ...journal.eventsBetween("home", noon, noon + 1000),
    ...journal.recollection("home", noon, 0).events,
    ...Iterator.from(found).map((one) => one.record?.event),
  ];
  assert.deepEqual(JSON.parse(JSON.stringify(read)), Array(4).fill(JSON.parse(JSON.stringify(rich))));
});

test("events, findings and gaps of a router share one sequence, in the order of the pass", (t) => {
  const { journal } = journalIn(t);
  const gap = {
    fromMs: noon - 60_000,
    toMs: noon,
    probesEstimate: 4,
    isExact: false,
    cause: "overrun",
    isFilled: false,
  } as const;
  const records = journal.commit(
    passOf([
      { kind: "gap", gap },
      ...eventItems([probe(noon), probe(noon + 1)]),
      { kind: "finding", finding: burst("started") },
    ]),
  );
  assert.deepEqual(
    records.map(({ kind, sequence }) => [kind, sequence]),
    [
      ["gap", 1],
      ["event", 2],
      ["event", 3],
      ["finding", 4],
    ],
  );
  assert.match(records[0]?.id ?? "", /^home-[a-z0-9]{4}-1$/);
  assert.deepEqual(journal.recordsAfter("home", 0, 10), records);
  assert.deepEqual(journal.recordsAfter("home", 2, 1), records.slice(2, 3));
  assert.equal(journal.lastId("home"), records[3]?.id);
});

test("an episode's id is that of the row that started it", (t) => {
  const { journal } = journalIn(t);
  const [started] = journal.commit(passOf([{ kind: "finding", finding: burst("started") }]));
  assert.deepEqual(
    journal.openEpisodes("home", 10).map(({ id }) => id),
    [started?.id],
  );
  const [ended] = journal.commit(passOf([{ kind: "finding", finding: burst("ended") }]));
  assert.equal(ended?.kind === "finding" && ended.episodeId, started?.id);
  assert.notEqual(ended?.id, started?.id);
  assert.deepEqual(journal.openEpisodes("home", 10), []);
});

test("other classes are kept as counts, without a number of the sequence", (t) => {
  const { journal } = journalIn(t);
  const chatter = probe(noon, { class: "chatter", count: 5 });
  const records = journal.commit(
    passOf(eventItems([chatter, probe(noon)]), { notes: { login: 2 }, rejects: { torn: 1 } }),
  );
  assert.deepEqual(
    records.map(({ sequence }) => sequence),
    [1],
  );
  const totals = journal.totals("home");
  assert.deepEqual([totals.probes, totals.byClass.chatter, totals.notes, totals.rejects], [1, 5, { login: 2 }, 1]);
});

test("a router of which nothing was counted yet has totals of nothing", (t) => {
  const { journal } = journalIn(t);
  journal.commit(passOf([], { scrapedAtMs: noon }));
  const none = { probes: 0, admitted: 0, byClass: {}, notes: {}, rejects: 0 };
  const lost = { gaps: 0, lostProbesEstimate: 0, ambiguousPasses: 0 };
  assert.deepEqual(journal.totals("home"), { ...none, ...lost, lastScrapeMs: noon });
  assert.deepEqual(journal.totals("attic"), { ...none, ...lost });
});

test("routers do not see each other's rows", (t) => {
  const { journal } = journalIn(t);
  journal.commit(passOf(eventItems([probe(noon), probe(noon)])));
  const [other] = journal.commit(passOf(eventItems([probe(noon)]), { router: "attic" }));
  assert.equal(other?.sequence, 1);
  assert.equal(journal.totals("attic").probes, 1);
  assert.equal(journal.probesBetween("attic", noon, noon + 1).probes, 1);
  assert.equal(journal.recordsAfter("home", 0, 10).length, 2);
});

test("whatever is asked of a router in the middle, its neighbours' rows of the same times are not told", (t) => {
  const { journal } = journalIn(t);
  const names = ["first", "middle", "last"];
  for (const [at, router] of names.entries()) {
    const source = `203.0.113.${at}`;
    const finding: Finding = {
      ...{ kind: "let_in", state: "started", severity: "high", episodeKey: "x", sources: [source], ports: [at] },
      ...{ count: 1, firstSeenMs: noon, lastSeenMs: noon, isLate: false },
    };
    const gap: Gap = {
      fromMs: noon,
      toMs: noon + 1,
      probesEstimate: at,
      isExact: false,
      cause: "overrun",
      isFilled: false,
    };
    const items: readonly PassItem[] = [...eventItems([probe(noon + at, { source, port: at })]), { kind: "gap", gap }];
    journal.commit(passOf([...items, { kind: "finding", finding }], { router }));
  }
  const [fromMs, toMs] = [noon - 1, noon + 10];
  const sources = (events: Iterable<{ readonly source?: string | undefined }>) =>
    Iterator.from(events)
      .map(({ source }) => source)
      .toArray();
  for (const [at, router] of names.entries()) {
    const own = `203.0.113.${at}`;
    const recollection = journal.recollection(router, fromMs, 0);
    assert.deepEqual(sources(journal.eventsBetween(router, fromMs, toMs)), [own]);
    assert.deepEqual(sources(recollection.events), [own]);
    assert.deepEqual(sources(recollection.visits), [own]);
    assert.deepEqual(
      recollection.openEpisodes.map(({ ports }) => ports),
      [[at]],
    );
    assert.deepEqual(
      journal.gapsBetween(router, fromMs, toMs).map(({ probesEstimate }) => probesEstimate),
      [at],
    );
    assert.deepEqual(
      journal.findingsSince(router, fromMs).map(({ ports }) => ports),
      [[at]],
    );
    assert.deepEqual(
      journal.findingsBetween(router, ["let_in"], fromMs, toMs).map(({ ports }) => ports),
      [[at]],
    );
    assert.deepEqual([...journal.sourcesLetIn(router, fromMs, toMs)], [own]);
    assert.deepEqual(
      journal.openEpisodes(router, 9).map(({ finding }) => finding.ports),
      [[at]],
    );
    assert.deepEqual(journal.probesBetween(router, fromMs, toMs), { probes: 1, sources: 1 });
    assert.equal(journal.firstProbeMs(router), noon + at);
    assert.equal(journal.lastProbe(router)?.source, own);
    assert.deepEqual(
      [...journal.records({ routers: [router], kinds: every })].map((record) => record.router),
      Array(3).fill(router),
    );
    assert.deepEqual(
      journal.recordsAfter(router, 0, 9).map(({ id }) => id.split("-")[0]),
      Array(3).fill(router),
    );
    assert.deepEqual([...journal.counts.doors(router, fromMs, toMs)], [["tcp", at, 1]]);
    assert.deepEqual(
      [...journal.counts.sources(router, fromMs, toMs)].map(([key]) => journal.counts.addressOf(key)),
      [own],
    );
    assert.deepEqual([...journal.counts.minutes(router, fromMs, toMs)], [[noon, 1]]);
    assert.equal(journal.counts.measures(router, fromMs, toMs).attempts, 0);
    const { firstMs, lastMs } = journal.counts.known(router) ?? {};
    assert.deepEqual([firstMs, lastMs], [noon + at, noon + at]);
  }
});

const every: RecordFilter["kinds"] = new Set(["probe", "admitted", "gap", "finding"]);

test("windows, quarters, attempts and multiple attacks add up", (t) => {
  const { journal } = journalIn(t);
  const knocks = [0, 1, 2, 900].map((second) =>
    probe(noon + second * 1000, { destination: "192.0.2.1", count: second === 1 ? 2 : 1 }),
  );
  journal.commit(passOf(eventItems(knocks)));
  journal.commit(passOf(eventItems([probe(noon + 3000, { source: "203.0.113.10", destination: "192.0.2.1" })])));
  assert.deepEqual(journal.probesBetween("home", noon, noon + 900_000), { probes: 5, sources: 2 });
  assert.equal(journal.classBetween("home", "probe", noon, noon + 1_800_000), 6);
  assert.deepEqual(journal.measuresBetween("home", noon, noon + 1_800_000), { attempts: 3, multiple: 4 });
});

test("running windows survive a restart of the program", (t) => {
  const folder = temporaryFolder(t);
  const first = openJournal(folder);
  first.commit(
    passOf(eventItems([probe(noon, { destination: "192.0.2.1" }), probe(noon + 1000, { destination: "192.0.2.1" })])),
  );
  first.close();
  const { journal } = journalIn(t, folder);
  journal.commit(passOf(eventItems([probe(noon + 2000, { destination: "192.0.2.1" })])));
  assert.deepEqual(journal.measuresBetween("home", noon, noon + 900_000), { attempts: 1, multiple: 3 });
});

test("days are those of the router's zone, also around a change of the clock", (t) => {
  const { journal, folder } = journalIn(t);
  const times = ["2026-10-24T21:59:00Z", "2026-10-24T22:01:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:01:00Z"];
  journal.commit(passOf(eventItems(times.map((time) => probe(Date.parse(time)))), { timezone: "Europe/Berlin" }));
  const database = new DatabaseSync(journalFile(folder), { readOnly: true });
  t.after(() => database.close());
  const days = database.prepare("SELECT day, probes FROM day_source ORDER BY day").all();
  assert.deepEqual(
    days.map((row) => ({ ...row })),
    [
      { day: 20261024, probes: 1 },
      { day: 20261025, probes: 2 },
      { day: 20261026, probes: 1 },
    ],
  );
});

test("what is old is deleted row by row, and lives on in the totals", (t) => {
  const { journal } = journalIn(t);
  journal.commit(passOf(eventItems([probe(noon - 86_400_000), probe(noon)])));
  assert.equal(journal.expire(noon - 3_600_000), 1);
  assert.equal(journal.recordsAfter("home", 0, 10).length, 1);
  assert.equal(journal.totals("home").probes, 2);
  assert.equal(journal.classBetween("home", "probe", noon - 2 * 86_400_000, noon + 900_000), 2);
  const [next] = journal.commit(passOf(eventItems([probe(noon)])));
  assert.equal(next?.sequence, 3);
});

test("a pass that fails in the middle leaves no trace", (t) => {
  const { journal } = journalIn(t);
  journal.commit(passOf(eventItems([probe(noon)])));
  const broken = { ...probe(noon), timeMs: Number.NaN };
  assert.throws(() => journal.commit(passOf(eventItems([probe(noon + 1), broken]))));
  assert.equal(journal.totals("home").probes, 1);
  const [next] = journal.commit(passOf(eventItems([probe(noon + 2)])));
  assert.equal(next?.sequence, 2);
});

test("a restored journal, or a lost incarnation file, never gives an id twice", (t) => {
  const folder = temporaryFolder(t);
  const first = openJournal(folder);
  const [before] = first.commit(passOf(eventItems([probe(noon)])));
  first.close();
  rmSync(join(folder, "incarnation"));
  const { journal } = journalIn(t, folder);
  const [after] = journal.commit(passOf(eventItems([probe(noon + 1)])));
  assert.deepEqual(journal.recordsAfter("home", 0, 1)[0]?.id, before?.id);
  assert.notEqual(after?.id.split("-")[1], before?.id.split("-")[1]);
  assert.equal(after?.sequence, 2);
  assert.match(readFileSync(join(folder, "incarnation"), "utf8"), /^[a-z0-9]{4}\n$/);
});

test("the cursor, the clock and the retained topics are remembered", (t) => {
  const folder = temporaryFolder(t);
  const first = openJournal(folder);
  first.commit(passOf(eventItems([probe(noon)]), { scrapedAtMs: noon + 5 }));
  first.commit(passOf([], { scrapedAtMs: noon + 1 }));
  first.moveCursor("home", 1);
  first.rememberRetained(["a/b", "a/c", "a/b"]);
  first.close();
  const { journal } = journalIn(t, folder);
  assert.equal(journal.cursor("home"), 1);
  assert.equal(journal.cursor("attic"), 0);
  assert.equal(journal.highestClockMs(), noon + 5);
  assert.deepEqual(journal.retainedTopics(), ["a/b", "a/c"]);
});

test("a second writer is refused, a reader is not", (t) => {
  const { journal, folder } = journalIn(t);
  journal.commit(passOf(eventItems([probe(noon)])));
  assert.throws(
    () => openJournal(folder),
    (error) => error instanceof FatalError && /another program/.test(error.message),
  );
  const reader = readJournal(folder);
  t.after(() => reader.close());
  journal.commit(passOf(eventItems([probe(noon + 1)])));
  assert.equal(reader.totals("home").probes, 2);
});

test("a journal in a folder that is read-only is read as it lies there", (t) => {
  const mount = temporaryFolder(t);
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", mount], { stdio: "ignore" });
  } catch {
    t.skip("needs the right to mount a small file system");
    return;
  }
  try {
    const journal = openJournal(mount);
    journal.commit(passOf(eventItems([probe(noon)])));
    journal.close();
    execFileSync("mount", ["-o", "remount,ro", mount]);
    const reader = readJournal(mount);
    assert.equal(reader.totals("home").probes, 1);
    reader.close();
    assert.throws(() => openJournal(mount), RetryableError);
  } finally {
    execFileSync("umount", [mount]);
  }
});

test("the lock dies with a process that is killed", async (t) => {
  const folder = temporaryFolder(t);
  const script = `const { openJournal } = await import(${JSON.stringify(join(process.cwd(), "src/journal/open.ts"))});
    const journal = openJournal(${JSON.stringify(folder)}); console.log("open"); setInterval(() => journal.highestClockMs(), 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  assert.throws(() => openJournal(folder), FatalError);
  child.kill("SIGKILL");
  await once(child, "exit");
  openJournal(folder).close();
});

test("a file that is no journal is said to be one, and left alone", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    journalFile(folder),
    "something else entirely, long enough to be looked at as a header of SQLite".repeat(20),
  );
  assert.throws(
    () => openJournal(folder),
    (error) => error instanceof FatalError && /damaged/.test(error.message),
  );
  assert.match(readFileSync(journalFile(folder), "utf8"), /^something else/);
});

test("a journal that is damaged in its middle is said to be so by whoever reads there", (t) => {
  const folder = temporaryFolder(t);
  const journal = openJournal(folder);
  journal.commit(passOf(eventItems(Array.from({ length: 5000 }, (_, at) => probe(noon + at * 1000, { port: at })))));
  journal.close();
  const bytes = readFileSync(journalFile(folder));
  // Behind the tables' definitions and their roots.
  bytes.fill(0xff, 300_000);
  writeFileSync(journalFile(folder), bytes);
  const reader = readJournal(folder);
  t.after(() => reader.close());
  const readings: readonly (() => unknown)[] = [
    () => [...reader.records({ kinds: new Set(["probe"]) })],
    () => [...reader.eventsBetween("home", noon, noon + 1e7)],
    () => reader.probesBetween("home", noon, noon + 1e7),
    () => [...reader.counts.doors("home", noon + 1, noon + 1e7)],
  ];
  for (const read of readings)
    assert.throws(read, (error) => error instanceof FatalError && /damaged/.test(error.message));
});

test("an incarnation that cannot be read or written is told with its place", (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "incarnation"));
  assert.throws(
    () => openJournal(folder),
    (error) => error instanceof RetryableError && error.message.includes(join(folder, "incarnation")),
  );
});

test("a journal of a newer program is refused by writer and reader", (t) => {
  const folder = temporaryFolder(t);
  openJournal(folder).close();
  const database = new DatabaseSync(journalFile(folder));
  database.exec("PRAGMA user_version = 99");
  database.close();
  for (const open of [openJournal, readJournal]) {
    assert.throws(
      () => open(folder),
      (error) => error instanceof FatalError && /newer/.test(error.message),
    );
  }
});

test("a reader without a journal is told so", (t) => {
  assert.throws(
    () => readJournal(temporaryFolder(t)),
    (error) => error instanceof FatalError && /no journal/.test(error.message),
  );
});

test("a full disk loses nothing that was kept, and the journal goes on when there is room", (t) => {
  const mount = temporaryFolder(t);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=700k", "tmpfs", mount], { stdio: "ignore" });
  } catch {
    t.skip("needs the right to mount a small file system");
    return;
  }
  const journal = openJournal(mount);
  try {
    const many = Array.from({ length: 3000 }, (_, index) => probe(noon + index, { port: index }));
    journal.commit(passOf(eventItems([probe(noon)])));
    writeFileSync(join(mount, "ballast"), Buffer.alloc(300_000));
    assert.throws(
      () => journal.commit(passOf(eventItems(many))),
      (error) => error instanceof RetryableError && /full/.test(error.message),
    );
    assert.equal(journal.totals("home").probes, 1);
    rmSync(join(mount, "ballast"));
    journal.commit(passOf(eventItems(many.slice(0, 500))));
    assert.equal(journal.totals("home").probes, 501);
  } finally {
    journal.close();
    execFileSync("umount", [mount]);
  }
});

test("a data folder that cannot be made names its key", (t) => {
  const file = join(temporaryFolder(t), "file");
  writeFileSync(file, "");
  chmodSync(file, 0o444);
  assert.throws(
    () => openJournal(join(file, "below")),
    (error) => error instanceof FatalError && /data_dir/.test(error.message),
  );
});

test("rows of a period come in the order of their sequence, and only the kinds that are wanted", (t) => {
  const { journal } = journalIn(t);
  const gap = (toMs: number): PassItem => ({
    kind: "gap",
    gap: { fromMs: noon, toMs, probesEstimate: 1, isExact: false, cause: "cleared", isFilled: false },
  });
  const admitted = probe(noon + 2000, { class: "admitted", action: "accept" });
  journal.commit(
    passOf([
      gap(noon + 1000),
      ...eventItems([probe(noon + 5000), probe(noon + 1000), admitted]),
      { kind: "finding", finding: burst("started") },
      gap(noon + 6000),
    ]),
  );
  const sequences = (filter: RecordFilter) => [...journal.records(filter)].map(({ sequence }) => sequence);
  const all = new Set(["probe", "admitted", "gap", "finding"] as const);
  assert.deepEqual(sequences({ kinds: all }), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(sequences({ kinds: all, sinceMs: noon + 1000, untilMs: noon + 5000 }), [1, 3, 4, 5]);
  assert.deepEqual(sequences({ kinds: new Set(["gap"]) }), [1, 6]);
  assert.deepEqual(sequences({ kinds: new Set(["admitted"]), untilMs: noon + 3000 }), [4]);
  assert.deepEqual(sequences({ kinds: all, routers: ["attic"] }), []);
});

test("rules of which each line has another one come back as they were", (t) => {
  const { journal } = journalIn(t);
  const rules = Array.from({ length: 21_000 }, (_, index) => `rule ${index}`);
  const kept = rules.map((rule, index) => probe(noon + index, { rule, source: `203.0.113.${index % 250}` }));
  journal.commit(passOf(eventItems(kept)));
  const read = [...journal.records({ kinds: new Set(["probe"]) })];
  assert.deepEqual(
    read.map((record) => record.kind === "event" && record.event.rule),
    rules,
  );
});
