import type { EventPage, PageReadings } from "../../model/page-reader.ts";
import type { Place } from "../../model/search.ts";
import { type LogRow, logRow } from "../../model/web-rows.ts";
import { isoTime } from "../../model/wire.ts";
import { type PageContext, periodOf, routersOf } from "./context.ts";
import { readPlace, writePlace } from "./place.ts";
import { walkBack } from "./walk.ts";

type Query = PageReadings["events"]["query"];

/** A piece of the log, from the newest row back. */
export async function readEvents(context: PageContext, query: Query): Promise<EventPage> {
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const { classes, source, port, protocol, limit } = query;
  const test = context.rowTests(query);
  const events: LogRow[] = [];
  const walk = { routers, period, classes, source, port, protocol, test, before: readPlace(query.cursor) };
  const reached: Place | undefined = await walkBack(context, walk, (record) => {
    events.push(logRow(record, context));
    return events.length >= limit;
  });
  return {
    events,
    ...(reached === undefined ? {} : { next: writePlace(reached) }),
    searched_back_to: isoTime(reached?.timeMs ?? period.fromMs),
  };
}
