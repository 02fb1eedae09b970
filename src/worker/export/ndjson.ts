import { wireGap } from "../../model/wire.ts";
import { exportedEvent } from "./exported-event.ts";
import type { RowFormat } from "./row-format.ts";

/** One JSON object a line; gaps as DESIGN 4.6 has them. */
export const ndjson: RowFormat = {
  events: { line: (record, labels) => JSON.stringify(exportedEvent(record, labels)) },
  gaps: { line: ({ gap, router, id }) => JSON.stringify(wireGap(gap, router, id)) },
};
