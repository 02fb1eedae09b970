import type { DatabaseSync } from "node:sqlite";
import type { Finding } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import type { JournalRecord } from "../model/record.ts";
import { readEvent } from "./event-row.ts";
import type { Incarnations } from "./incarnation.ts";
import { routerNumberOf, sequenceOf } from "./schema.ts";
import type { Shapes } from "./shapes.ts";

type Row = Readonly<Record<string, unknown>>;

/** Turns rows of the three numbered tables into records. */
export interface RecordReader {
  event(row: Row): JournalRecord;
  finding(row: Row): JournalRecord;
  gap(row: Row): JournalRecord;
}

export function createRecordReader(database: DatabaseSync, shapes: Shapes, incarnations: Incarnations): RecordReader {
  const selectName = database.prepare("SELECT name FROM router WHERE number = ?");
  const names = new Map<number, string>();
  return {
    event: (row) => ({ kind: "event", ...numbered(Number(row["id"])), event: readEvent(row, shapes) }),
    finding: (row) => ({
      kind: "finding",
      ...numbered(Number(row["id"])),
      finding: readFinding(row),
      episodeId: numbered(Number(row["episode"])).id,
    }),
    gap: (row) => ({ kind: "gap", ...numbered(Number(row["id"])), gap: readGap(row) }),
  };

  function numbered(id: number): { readonly router: string; readonly sequence: number; readonly id: string } {
    const number = routerNumberOf(id);
    const router = names.get(number) ?? String(selectName.get(number)?.["name"]);
    names.set(number, router);
    const sequence = sequenceOf(id);
    return { router, sequence, id: `${router}-${incarnations.of(number, sequence)}-${sequence}` };
  }
}

/** The finding of a row; its closed words were written by us. */
export function readFinding(row: Row): Finding {
  return {
    kind: row["kind"] as Finding["kind"],
    state: row["state"] as Finding["state"],
    severity: row["severity"] as Finding["severity"],
    episodeKey: String(row["episode_key"]),
    sources: JSON.parse(String(row["sources"])),
    ports: JSON.parse(String(row["ports"])),
    protocol: typeof row["protocol"] === "string" ? row["protocol"] : undefined,
    count: Number(row["count"]),
    firstSeenMs: Number(row["first_seen"]),
    lastSeenMs: Number(row["last_seen"]),
    isLate: row["is_late"] === 1,
  };
}

/** The gap of a row; its closed words were written by us. */
export function readGap(row: Row): Gap {
  return {
    fromMs: Number(row["from_time"]),
    toMs: Number(row["to_time"]),
    entries: typeof row["entries"] === "number" ? row["entries"] : undefined,
    probesEstimate: Number(row["probes_estimate"]),
    isExact: row["is_exact"] === 1,
    cause: row["cause"] as Gap["cause"],
    isFilled: row["is_filled"] === 1,
  };
}
