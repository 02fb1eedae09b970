import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { journalFile, openJournal } from "../../src/journal/open.ts";
import { eventItems, passOf, probe } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";

const noon = Date.parse("2026-12-01T12:00:00Z");

test("a journal of the first version keeps every row under its id", (t) => {
  const folder = temporaryFolder(t);
  const database = new DatabaseSync(journalFile(folder));
  database.exec(readFileSync("test/journal/version-1.sql", "utf8"));
  database.close();
  writeFileSync(join(folder, "incarnation"), "abcd\n");

  const journal = openJournal(folder);
  t.after(() => journal.close());
  const records = journal.recordsAfter("home", 0, 10);
  assert.deepEqual(
    records.map(({ id, kind }) => [id, kind]),
    [
      ["home-abcd-1", "gap"],
      ["home-abcd-2", "event"],
      ["home-abcd-3", "event"],
      ["home-abcd-4", "event"],
      ["home-abcd-5", "event"],
      ["home-abcd-6", "finding"],
      ["home-abcd-7", "finding"],
    ],
  );
  const latest = records.at(-1);
  assert.deepEqual(latest?.kind === "finding" && [latest.episodeId, latest.finding.count], ["home-abcd-6", 4]);
  assert.deepEqual(
    journal.openEpisodes("home", 10).map(({ id, finding }) => [id, finding.count]),
    [["home-abcd-6", 4]],
  );
  const [, rich, bare] = records.map((record) =>
    record.kind === "event" ? JSON.parse(JSON.stringify(record.event)) : undefined,
  );
  assert.deepEqual(rich, {
    ...{ class: "admitted", timeMs: noon + 123, timeFrom: "scrape", timeUncertaintyMs: 5000, action: "accept" },
    ...{ direction: "in", protocol: "ipv6-icmp", source: "2001:db8::9", destination: "255.254.0.1" },
    ...{ sourcePort: 65_535, port: 0, icmpType: 128, icmpCode: 0, tcpFlags: ["syn", "cwr"] },
    ...{ count: 7, interface: "eth0", rule: "WAN_LOCAL", format: "test" },
  });
  assert.deepEqual(bare, {
    ...{ class: "probe", timeMs: noon + 200, timeFrom: "router", action: "unknown", direction: "in" },
    ...{ count: 1, format: "test" },
  });
  assert.equal(journal.totals("home").byClass.chatter, 5);
  assert.deepEqual(journal.probesBetween("home", noon, noon + 1000), { probes: 3, sources: 1 });
  assert.equal(journal.recordsAfter("attic", 0, 10).length, 1);

  const sources: string[] = [];
  journal.labels.takeIn(10, (address) => {
    sources.push(address);
    return [];
  });
  assert.deepEqual(sources.sort(), ["2001:db8::7", "203.0.113.9"]);
  const [next] = journal.commit(passOf(eventItems([probe(noon + 2000)])));
  assert.equal(next?.id, "home-abcd-8");
});

test("multiple attacks on attempts, and the largest of all, are counted once from what an older program kept", (t) => {
  const folder = temporaryFolder(t);
  const knocks = [0, 5, 10].map((second) =>
    probe(noon + second * 1000, { destination: "192.0.2.1", sourcePort: 40_000 + second }),
  );
  const first = openJournal(folder);
  first.commit(passOf(eventItems([...knocks, probe(noon + 3_600_000)])));
  const measured = first.counts.measures("home", noon, noon + 3_600_000);
  assert.deepEqual([measured.multipleAttempts, measured.largest?.count], [3, 3]);
  first.close();
  const database = new DatabaseSync(journalFile(folder));
  database.exec(
    "DELETE FROM quarter_run; UPDATE quarter_measure SET multiple_attempts = 0; INSERT INTO meta VALUES ('measures_due', 1)",
  );
  database.close();
  for (const _ of ["once", "and no second time"]) {
    const journal = openJournal(folder);
    assert.deepEqual(journal.counts.measures("home", noon, noon + 3_600_000), measured);
    journal.close();
  }
});

test("what was measured of probes that are deleted by now stays, and all from the first whole quarter hour on is counted anew", (t) => {
  const folder = temporaryFolder(t);
  const quarterMs = 900_000;
  const first = openJournal(folder);
  const knocks = [0, 1, 2, 3].flatMap((quarter) =>
    [10, 20].map((second) =>
      probe(noon + quarter * quarterMs + second * 1000, { destination: "192.0.2.1", port: second }),
    ),
  );
  first.commit(passOf(eventItems(knocks)));
  // Of the second quarter hour one is left.
  first.expire(noon + quarterMs + 15_000);
  first.close();
  const database = new DatabaseSync(journalFile(folder));
  database.exec("UPDATE quarter_measure SET attempts = 9; INSERT INTO meta VALUES ('measures_due', 1)");
  database.close();
  const journal = openJournal(folder);
  t.after(() => journal.close());
  const attempts = [0, 1, 2, 3].map(
    (quarter) => journal.measuresBetween("home", noon + quarter * quarterMs, noon + (quarter + 1) * quarterMs).attempts,
  );
  assert.deepEqual(attempts, [9, 9, 2, 2]);
});
