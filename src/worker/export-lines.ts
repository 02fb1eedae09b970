import type { JournalReader, RecordFilter } from "../model/journal.ts";
import type { Labels } from "../model/labels.ts";
import type { JournalRecord } from "../model/record.ts";
import type { EventRecord, RowFormat } from "./export/row-format.ts";

/** Which rows are wanted, and how. */
export interface ExportRequest {
  readonly routers?: readonly string[] | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly isAdmittedWanted: boolean;
  /** The gaps, in place of probes. */
  readonly isGapsWanted: boolean;
  /** Leaves our own address out (`privacy.mask_own_address`). */
  readonly isOwnAddressMasked: boolean;
  readonly format: RowFormat;
}

/** Rows of the journal as lines of a format, in order for each router, with the names that are known now; streams. */
export function* exportLines(journal: JournalReader, labels: Labels, request: ExportRequest): Iterable<string> {
  const { events, gaps } = request.format;
  const head = request.isGapsWanted ? gaps?.head : events.head;
  if (head !== undefined) yield head;
  for (const record of journal.records(filterOf(request))) {
    const line = lineOf(record, labels, request);
    if (line !== undefined) yield line;
  }
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

function lineOf(record: JournalRecord, labels: Labels, request: ExportRequest): string | undefined {
  const { events, gaps } = request.format;
  switch (record.kind) {
    case "event":
      return events.line(request.isOwnAddressMasked ? withoutOwnAddress(record) : record, labels);
    case "gap":
      return gaps?.line(record);
    case "finding":
      return undefined;
  }
}

function withoutOwnAddress(record: EventRecord): EventRecord {
  return { ...record, event: { ...record.event, destination: undefined } };
}
