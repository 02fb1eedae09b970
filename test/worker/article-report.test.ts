import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openLabels } from "../../src/enrich/labels.ts";
import { reverseName } from "../../src/enrich/reverse.ts";
import { openJournal } from "../../src/journal/open.ts";
import type { JournalReader } from "../../src/model/journal.ts";
import { textReport } from "../../src/report/text.ts";
import { makeReport, type ReportProgress } from "../../src/worker/make-report.ts";
import { type ArticleLog, article, articleLog, articleTimezone } from "../support/article.ts";
import { ptr, startDnsServer, zone } from "../support/dns-server.ts";
import { eventItems, passOf } from "../support/events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { defaultSettings } from "../support/watch.ts";

/** The journal of a router that was read at the end of the article's fortnight. */
function journalOf(t: TestContext, { probes, toMs }: ArticleLog): JournalReader {
  const journal = openJournal(temporaryFolder(t));
  t.after(() => journal.close());
  journal.commit(passOf(eventItems(probes), { scrapedAtMs: toMs, timezone: articleTimezone }));
  return journal;
}

for (const seed of [1, 2003]) {
  test(`a log like the article's gives the article's figures and tables to the digit (seed ${seed})`, async (t) => {
    const log = articleLog(seed);
    const journal = journalOf(t, log);
    const records = [...log.hostNames].map(([address, name]) => [reverseName(address), [ptr(name)]] as const);
    const server = await startDnsServer(t, zone(Object.fromEntries(records)));
    const told: ReportProgress[] = [];
    const dns = {
      enabled: true,
      servers: [server.address],
      per_minute: 1,
      concurrency: 1,
      timeout_ms: 3000,
      confirm: false,
      never: [],
    };
    const { report, unanswered } = await makeReport(
      journal,
      openLabels(journal.labels, () => undefined),
      {
        ...{ timezones: new Map(), limit: 27, shownRows: 27, hasScanners: true, detect: defaultSettings },
        ...{ onProgress: (progress) => told.push(progress), signal: new AbortController().signal },
        resolve: { dns, mayAsk: () => true },
      },
    );
    const sources = new Set(log.probes.map(({ source }) => source)).size;
    assert.equal(unanswered, 0);
    assert.deepEqual(told.at(-1), { kind: "names", done: sources, total: sources });

    const { figures } = report;
    const { fewestOfDay: min, mostOfDay: max, repeatedHosts, blitz } = article;
    assert.equal(figures.probes, article.probes);
    const { average, ...extremes } = figures.per_day;
    assert.deepEqual([Math.round(average), extremes], [article.perDay, { min, max }]);
    // Once every four and a half minutes; 13.5 % in multiple attacks.
    assert.ok(Math.abs((figures.interval_seconds ?? 0) - 4.5 * 60) < 3);
    assert.equal(Number(figures.multiple_attacks.share.toFixed(1)), article.multipleShare);
    assert.equal(figures.largest_burst?.count, blitz.probes);
    assert.ok((figures.largest_burst?.seconds ?? 0) <= blitz.seconds);
    assert.equal(figures.repeat_sources.length, repeatedHosts);
    assert.equal(figures.unknown_share, 40.11);
    for (const table of ["top_level_domains", "domains", "ports"] as const) {
      const rows = figures[table].map(({ key, count, share }) => [key, count, share]);
      const expected = article[table].map(([key, count, share]) => [key, count, share]);
      assert.deepEqual(rows.slice(0, expected.length).sort(), expected.toSorted(), table);
    }
    assert.deepEqual(
      figures.ports.slice(0, article.ports.length).map(({ name }) => name),
      article.ports.map(([, , , name]) => name),
    );
    const text = textReport(report).split("\n");
    for (const line of [
      "       UNKNOWN: 1658 (40.11%)",
      "            mx:  180 ( 4.35%)   Mexico",
      "  netbios-ns         = 2520 (60.96%)  udp/137    Windows names and file sharing",
      "  unknown(57)        =   31 ( 0.75%)  tcp/57",
    ]) {
      assert.ok(text.includes(line), line);
    }
  });
}
