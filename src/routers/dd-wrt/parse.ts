import { FatalError } from "../../errors.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import { endsWithMarker, packetTable } from "../html.ts";
import { cutPage } from "../http/trouble.ts";
import type { DdwrtSettings } from "./options.ts";
import { readRow } from "./row.ts";

/**
 * The rows of the table, oldest first as the page has them. They have no time, so equal rows are known by their places alone.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseDdwrt({ body }: FetchedPage, router: DdwrtSettings): ParsedPage {
  const { log_marker, log_path } = router.options;
  if (!endsWithMarker(body, "</html>")) throw cutPage(router);
  const table = packetTable(body, 4);
  if (table === undefined || !body.toLowerCase().includes(log_marker.toLowerCase())) {
    throw new FatalError(
      `the page ${log_path} is not the table of incoming packets: check log_path, and log_marker if it is not in English`,
      { facts: { router: router.name, url: router.url, log_path } },
    );
  }
  return { entries: table.map(entryOf), isKeyed: false };
}

function entryOf(cells: readonly string[]): Entry {
  const key = cells.join(" ");
  const reading = readRow(cells);
  if (reading.kind === "event") return { kind: "event", key, weight: 1, event: reading.event };
  return {
    kind: "reject",
    key,
    weight: 1,
    reason: reading.kind === "reject" ? reading.reason : reading.note,
    text: key,
  };
}
