import { dlinkDi as format } from "../../formats/dlink-di.ts";
import { readPageRows } from "../../formats/page-rows.ts";
import type { FetchedPage, ParsedPage } from "../../model/page.ts";
import { logRows } from "./log-rows.ts";
import type { DlinkDiSettings } from "./options.ts";

/**
 * The entries of the log's last pages, oldest first, at the times of the router's own clock.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseDlinkDi({ body, answeredAtMs }: FetchedPage, router: DlinkDiSettings): ParsedPage {
  const { timezone, options } = router;
  const rows = logRows(body, router);
  const read = { format, timezone, answeredAtMs, order: options.order, usualOrder: "oldest_first" } as const;
  // Readings reach back more or less far, so rows must be known by themselves, those of a clock that nobody has set too.
  return { ...readPageRows(rows, read), isKeyed: true };
}
