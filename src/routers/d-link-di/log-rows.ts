import { FatalError } from "../../errors.ts";
import { endsWithMarker, looseLines } from "../html.ts";
import { cutPage } from "../http/trouble.ts";
import type { DlinkDiSettings } from "./options.ts";

/** A row begins with its date, `Wed Nov 10 18:00:24 2010`; all else on the page is furniture. */
const dated = /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} {1,2}\d{1,2} \d{1,2}:\d{2}:\d{2} \d{4}\b/;

/**
 * The rows of a log page, or of several, as they stand there.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function logRows(body: string, router: DlinkDiSettings): readonly string[] {
  const { end_marker, log_marker, log_path } = router.options;
  if (!endsWithMarker(body, end_marker)) throw cutPage(router);
  const lines = looseLines(body);
  const rows = lines.filter((line) => dated.test(line));
  const hasMarker = log_marker !== "" && lines.some((line) => line.toLowerCase().includes(log_marker.toLowerCase()));
  if (rows.length > 0 || hasMarker) return rows;
  throw new FatalError(`the page ${log_path} is not the log: check log_path and log_marker`, {
    facts: { router: router.name, url: router.url, log_path },
  });
}
