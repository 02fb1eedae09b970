import { findFormat } from "../../formats/index.ts";
import { type RowIdentity, readPageRows } from "../../formats/page-rows.ts";
import type { Action } from "../../model/event.ts";
import type { Format } from "../../model/format.ts";
import type { FetchedPage, ParsedPage } from "../../model/page.ts";
import type { GenericOptions, GenericSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";
import { patternFormat, plainFormat, rowMatcher, withNotes } from "./pattern.ts";
import { isAge } from "./time-form.ts";

/**
 * The entries of a log page, oldest first.
 * @throws RetryableError when the page was cut or somebody else is logged in, FatalError when it is not the log
 */
export function parseGeneric({ body, answeredAtMs }: FetchedPage, router: GenericSettings): ParsedPage {
  const { timezone, options } = router;
  const seen = kindOfPage(body, options);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const identify = identityFinder(options);
  return readPageRows(seen.rows, {
    ...{ timezone, answeredAtMs, order: options.order, usualOrder: "oldest_first" },
    format: formatOf(options, answeredAtMs),
    timeFrom: isAge(options.time_form) ? "age" : "router",
    ...(identify === undefined ? {} : { identify }),
  });
}

function formatOf(options: GenericOptions, answeredAtMs: number): Format {
  const { pattern, time_form: timeForm } = options;
  const format = findFormat(options.format) ?? "auto";
  const grammar =
    pattern === ""
      ? plainFormat(format)
      : patternFormat({ pattern, timeForm, action: actionOf(options), format, answeredAtMs });
  return withNotes(grammar, { pattern: options.note_pattern, timeForm, answeredAtMs });
}

function actionOf({ action }: GenericOptions): Action {
  return action === "drop" || action === "reject" || action === "accept" ? action : "unknown";
}

/** A row is known by its group `id`, of whichever pattern fits first; where it tells its age, by all the rest of it, for the age is another one each time. */
function identityFinder(options: GenericOptions): ((row: string) => RowIdentity | undefined) | undefined {
  const finders = [options.note_pattern, options.pattern].filter((pattern) => pattern !== "").map(rowMatcher);
  if (finders.length === 0) return undefined;
  return (row) => {
    const found = finders.map((find) => find(row)).find((match) => match !== undefined);
    const { id, time } = found?.groups ?? {};
    if (id !== undefined) return { key: id, isUnique: true };
    if (time === undefined || !isAge(options.time_form)) return undefined;
    return { key: found?.withoutTime ?? row, isUnique: false };
  };
}
