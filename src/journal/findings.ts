import type { DatabaseSync } from "node:sqlite";
import { type Finding, type FindingKind, severities } from "../model/finding.ts";
import type { OpenEpisode } from "../model/journal.ts";
import { type RecordReader, readFinding } from "./records.ts";

/** Ids of the rows of one router. */
type IdRange = readonly [first: number, last: number];

/** What detectors found, by the number of a router or the ids of its rows. */
export interface FindingReader {
  open(router: number, atMost: number): readonly OpenEpisode[];
  since(range: IdRange, sinceMs: number): readonly Finding[];
  between(range: IdRange, kinds: readonly FindingKind[], fromMs: number, toMs: number): readonly Finding[];
  sourcesLetIn(range: IdRange, fromMs: number, toMs: number): ReadonlySet<string>;
}

export function openFindings(database: DatabaseSync, records: RecordReader): FindingReader {
  const rank = severities.map((severity, place) => `WHEN '${severity}' THEN ${place}`).join(" ");
  const selectOpen = database.prepare(
    `SELECT finding.* FROM open_episode JOIN finding ON finding.id = open_episode.latest
     WHERE open_episode.router = ? AND NOT is_late ORDER BY CASE severity ${rank} END DESC, last_seen DESC, finding.id LIMIT ?`,
  );
  const selectSince = database.prepare(
    "SELECT * FROM finding INDEXED BY finding_last_seen WHERE last_seen >= ? AND id BETWEEN ? AND ? ORDER BY id",
  );
  const selectBetween = database.prepare(
    `SELECT * FROM finding INDEXED BY finding_last_seen
     WHERE last_seen >= ? AND first_seen < ? AND kind IN (SELECT value FROM json_each(?)) AND id BETWEEN ? AND ? ORDER BY id`,
  );
  const selectLetIn = database.prepare(
    `SELECT * FROM finding INDEXED BY finding_let_in
     WHERE kind = 'let_in' AND last_seen >= ? AND first_seen < ? AND id BETWEEN ? AND ?`,
  );
  return {
    open: (router, atMost) =>
      selectOpen.all(router, atMost).map((row) => {
        const record = records.finding(row);
        return { id: record.kind === "finding" ? record.episodeId : record.id, finding: readFinding(row) };
      }),
    since: (range, sinceMs) => selectSince.all(sinceMs, ...range).map(readFinding),
    between: (range, kinds, fromMs, toMs) =>
      selectBetween.all(fromMs, toMs, JSON.stringify(kinds), ...range).map(readFinding),
    sourcesLetIn: (range, fromMs, toMs) =>
      new Set(selectLetIn.all(fromMs, toMs, ...range).flatMap((row) => readFinding(row).sources)),
  };
}
