import { createLocalClock, createPageClock, type LocalClock } from "../../formats/local-time.ts";
import { type NetgearReading, readNetgearLine } from "../../formats/netgear.ts";
import type { Entry, FetchedPage, ParsedPage } from "../../model/page.ts";
import { believedTimes } from "./belief.ts";
import type { NetgearSettings } from "./options.ts";
import { kindOfPage, notTheLog } from "./page-kind.ts";

/**
 * The entries of a log page, oldest first, at the time of the router's own clock in its zone. Times that cannot be believed
 * are left out.
 * @throws RetryableError when the page was cut, FatalError when it is not the log
 */
export function parseNetgear(page: FetchedPage, router: NetgearSettings): ParsedPage {
  const seen = kindOfPage(page.body);
  if (seen.kind !== "log") throw notTheLog(seen.kind, router);
  const shown = seen.lines.map(readNetgearLine);
  const readings = isOldestFirst(shown, router.options.order) ? shown : shown.toReversed();
  const times = timesOf(readings, createLocalClock(router.timezone), page.answeredAtMs);
  return {
    entries: readings.map((reading, row) => entryOf(reading, times[row])),
    // The date is a part of the key, so a dated row is never met again; one without a date may well be.
    isKeyed: times.every((time) => time !== undefined),
    timeFrom: "router",
  };
}

function timesOf(
  readings: readonly NetgearReading[],
  clock: LocalClock,
  answeredAtMs: number,
): readonly (number | undefined)[] {
  const believed = believedTimes(
    readings.map((reading) => reading.wallMs),
    clock.wallAt(answeredAtMs),
  );
  const timeOf = createPageClock(clock, answeredAtMs);
  return believed
    .toReversed()
    .map((wallMs) => (wallMs === undefined ? undefined : timeOf(wallMs)))
    .reverse();
}

/** Every model that was seen shows the newest row first; where more steps go up than down, this one does not. */
function isOldestFirst(readings: readonly NetgearReading[], order: string): boolean {
  if (order !== "auto") return order === "oldest_first";
  const walls = readings.flatMap(({ wallMs }) => wallMs ?? []);
  const steps = walls.slice(1).map((wallMs, index) => Math.sign(wallMs - (walls[index] ?? wallMs)));
  return steps.reduce((sum, step) => sum + step, 0) > 0;
}

function entryOf({ identity, wallMs: _, ...reading }: NetgearReading, timeMs: number | undefined): Entry {
  if (reading.kind !== "event") return { key: identity, weight: 1, ...reading };
  const event = timeMs === undefined ? reading.event : { timeMs, ...reading.event };
  return { key: identity, weight: event.count, kind: "event", event };
}
