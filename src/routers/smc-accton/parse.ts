import { readPageRows } from "../../formats/page-rows.ts";
import { smcAccton as format } from "../../formats/smc-accton.ts";
import type { FetchedPage, ParsedPage } from "../../model/page.ts";
import type { SmcAcctonSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of a log page, oldest first, at the times of the router's own clock.
 * @throws RetryableError when the page was cut or somebody else is logged in, FatalError when it is not the log
 */
export function parseSmcAccton({ body, answeredAtMs }: FetchedPage, router: SmcAcctonSettings): ParsedPage {
  const seen = kindOfPage(body, router);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const { timezone, options } = router;
  return readPageRows(seen.rows, { format, timezone, answeredAtMs, order: options.order, usualOrder: "newest_first" });
}
