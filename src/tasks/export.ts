import type { JournalReader, JournalRecord, RecordFilter } from "../model/journal.ts";
import { wireGap, wireRecord } from "../model/wire.ts";

/** Which rows are wanted. */
export interface ExportRequest {
  readonly routers?: readonly string[] | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly isAdmittedWanted: boolean;
  /** The gaps, in place of probes. */
  readonly isGapsWanted: boolean;
}

/** Rows of the journal as JSON lines (DESIGN 4.2, column "export"), in order for each router; streams. */
export function* exportLines(journal: JournalReader, request: ExportRequest): Iterable<string> {
  for (const record of journal.records(filterOf(request))) yield JSON.stringify(wire(record));
}

function filterOf(request: ExportRequest): RecordFilter {
  const { routers, sinceMs, untilMs } = request;
  return {
    kinds: new Set(request.isGapsWanted ? ["gap"] : request.isAdmittedWanted ? ["probe", "admitted"] : ["probe"]),
    ...(routers === undefined ? {} : { routers }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}

function wire(record: JournalRecord): unknown {
  switch (record.kind) {
    case "event":
      return wireRecord(record.event, record.router, record.id);
    case "gap":
      return wireGap(record.gap, record.router, record.id);
    case "finding":
      return record.finding;
  }
}
