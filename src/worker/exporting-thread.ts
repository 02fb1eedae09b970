import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";
import { openCountries } from "../enrich/country.ts";
import { openLabels } from "../enrich/labels.ts";
import type { EnrichSettings } from "../enrich/settings.ts";
import { readJournal } from "../journal/open.ts";
import type { ExportFormatId } from "../model/export.ts";
import { dshield } from "./export/dshield.ts";
import type { RowFormat } from "./export/row-format.ts";
import { rowFormats } from "./export/row-formats.ts";
import { type ExportRequest, exportLines } from "./export-lines.ts";

/** What is to be exported: plain data, for it goes to a thread. */
export interface ExportJob {
  readonly dataDir: string;
  readonly enrich: Pick<EnrichSettings, "country">;
  readonly format: ExportFormatId;
  /** Makers of the routers, by their names. */
  readonly vendors: ReadonlyMap<string, string>;
  readonly dshieldUserId: number;
  readonly nowMs: number;
  readonly request: Omit<ExportRequest, "format">;
}

/** Characters that are sent at once. */
const pieceSize = 64 * 1024;
/** How many pieces may be under way: whoever takes them may be slow, and memory is not theirs. */
const mostUnderWay = 4;

/** Journal in, text in pieces out, as fast as they are taken; an empty one is the end. */
export async function runExporting(job: ExportJob, port: MessagePort): Promise<void> {
  const journal = readJournal(job.dataDir);
  let underWay = 0;
  port.on("message", () => {
    underWay -= 1;
  });
  try {
    const labels = openLabels(journal.labels, await openCountries(job.enrich));
    let piece = "";
    for (const line of exportLines(journal, labels, { ...job.request, format: formatOf(job) })) {
      piece += `${line}\n`;
      if (piece.length < pieceSize) continue;
      await send(piece);
      piece = "";
    }
    if (piece !== "") await send(piece);
    await send("");
  } finally {
    journal.close();
  }

  async function send(piece: string): Promise<void> {
    while (underWay >= mostUnderWay) await once(port, "message");
    underWay += 1;
    port.postMessage(piece);
  }
}

function formatOf({ format, dshieldUserId, nowMs, vendors }: ExportJob): RowFormat {
  return format === "dshield" ? dshield(dshieldUserId, nowMs) : rowFormats[format](vendors);
}
