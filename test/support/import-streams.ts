import { openImporter } from "../../src/journal/importer.ts";
import type { JournalEvent } from "../../src/model/event.ts";
import type { ImportCounts } from "../../src/model/import.ts";
import { createColumnsBuilder } from "../../src/worker/event-columns.ts";

interface ImportOptions {
  readonly isPages?: boolean;
  readonly isYearless?: boolean;
  readonly keptSinceMs?: number;
  readonly batchRows?: number;
}

/** One import of several streams into the router `home`, whose clock is UTC. */
export function importStreams(
  folder: string,
  streams: readonly (readonly JournalEvent[])[],
  { isPages = false, isYearless = false, keptSinceMs = Number.NEGATIVE_INFINITY, batchRows }: ImportOptions = {},
): ImportCounts {
  const importer = openImporter({ dataDir: folder, router: "home", timezone: "UTC", keptSinceMs, batchRows });
  try {
    for (const events of streams) {
      const builder = createColumnsBuilder();
      for (const event of events) {
        const isFull = builder.add(event, event.class, event.timeMs);
        // Small columns, so that batches end anywhere.
        if (isFull || batchRows !== undefined) importer.add(builder.take(isYearless));
      }
      importer.add(builder.take(isYearless));
      importer.endStream(isPages);
    }
    return importer.finish();
  } finally {
    importer.close();
  }
}
