import type { AddressLabels, Labels } from "../../model/labels.ts";
import type { EventPage, PageReadings } from "../../model/page-reader.ts";
import type { EventRecord } from "../../model/record.ts";
import type { Place } from "../../model/search.ts";
import { type LogRow, logRow } from "../../model/web-rows.ts";
import { isoTime } from "../../model/wire.ts";
import { type PageContext, periodOf, routersOf } from "./context.ts";
import { readPlace, writePlace } from "./place.ts";
import { walkBack } from "./walk.ts";

type Query = PageReadings["events"]["query"];

/** A piece of the log, from the newest row back. */
export async function readEvents(context: PageContext, query: Query, signal: AbortSignal): Promise<EventPage> {
  const routers = routersOf(context, query);
  const period = periodOf(context, routers, query);
  const { classes, source, port, protocol, limit } = query;
  const fits = matcher(query, context.labels);
  const events: LogRow[] = [];
  const walk = { routers, period, classes, source, port, protocol, before: readPlace(query.cursor), signal };
  const reached: Place | undefined = await walkBack(context, walk, (record) => {
    if (fits(record)) events.push(logRow(record, context));
    return events.length >= limit;
  });
  return {
    events,
    ...(reached === undefined ? {} : { next: writePlace(reached) }),
    searched_back_to: isoTime(reached?.timeMs ?? period.fromMs),
  };
}

/** What only labels tell, and what is looked for in everything that a row shows. */
function matcher({ country, asn, find }: Query, labels: Labels): (record: EventRecord) => boolean {
  if (country === undefined && asn === undefined && find === undefined) return () => true;
  const known = new Map<string, AddressLabels>();
  const labelsOf = (source: string): AddressLabels => {
    const found = known.get(source) ?? labels.of(source);
    if (known.size >= rememberedSources) known.clear();
    known.set(source, found);
    return found;
  };
  const wanted = find?.toLowerCase();
  return ({ event }) => {
    const found = event.source === undefined ? {} : labelsOf(event.source);
    if (country !== undefined && found.country !== country.toUpperCase()) return false;
    if (asn !== undefined && found.asn !== asn) return false;
    return wanted === undefined || shows(wanted, event, found, labels);
  };
}

/** A search meets the same sources again and again. */
const rememberedSources = 20_000;

function shows(wanted: string, event: EventRecord["event"], found: AddressLabels, labels: Labels): boolean {
  const { protocol, port, source, rule, interface: device } = event;
  if (port !== undefined && (wanted === `${port}` || wanted === `${protocol}/${port}`)) return true;
  if (wanted === protocol || wanted === found.country?.toLowerCase()) return true;
  const service = protocol === undefined || port === undefined ? undefined : labels.service(protocol, port);
  const country = found.country === undefined ? undefined : labels.countryName(found.country);
  const texts = [source, found.hostname, found.domain, found.network, country, service, rule, device];
  return texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}
