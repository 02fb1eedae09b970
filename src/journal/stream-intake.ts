import type { EventClass, LogEvent } from "../model/event.ts";
import type { Gap, LostLines } from "../model/gap.ts";
import type { PassItem } from "../model/journal.ts";
import type { Entry } from "../model/page.ts";
import { countOthers, type Intake, type TimeFacts } from "./intake.ts";
import type { RouterClock } from "./router-clock.ts";

/** A line that a router sent, read. */
interface ReceivedEntry {
  readonly entry: Entry;
  /** Our own clock when it came, UTC ms. */
  readonly receivedAtMs: number;
}

export interface StreamIntakeInput {
  /** In the order in which they came; none was ever here before. */
  readonly received: readonly ReceivedEntry[];
  /** What is known to have been lost before or among them. */
  readonly lost: readonly LostLines[];
  /** The router's, as the lines before left it. */
  readonly clock: RouterClock;
  /** Nothing for an event that is not counted. */
  readonly classify: (event: LogEvent) => EventClass | undefined;
  /** Probes an hour before that, where something was lost. */
  readonly probesPerHourBefore: number;
  /** Which share of the lines before were probes, where there were any. */
  readonly probeShareBefore: number | undefined;
}

/** What the journal keeps of some lines. */
export interface StreamIntake extends Intake {
  /** Which share of them were probes; of no lines, that of those before. */
  readonly probeShare: number | undefined;
}

const hourMs = 3_600_000;
/** A router sends a line when it has written it; relays and our own queue may hold it for about this long. */
const deliveryMs = 1000;

/** Turns lines that a router sent into what the journal keeps: each is one event, one note or one reject. */
export function takeInStream(input: StreamIntakeInput): StreamIntake {
  const { received, lost } = input;
  const times = received.map(({ entry, receivedAtMs }) =>
    input.clock.believe(entry.kind === "event" ? entry.event.timeMs : undefined, receivedAtMs),
  );
  const events = received.flatMap((line, index) => eventItems(line, times[index], input.classify));
  const probes = events.filter((item) => item.kind === "event" && item.event.class === "probe").length;
  const probeShare = received.length === 0 ? input.probeShareBefore : probes / received.length;
  return {
    items: [...lost.map((loss) => gapItem(loss, probeShare, input.probesPerHourBefore)), ...events],
    ...countOthers(received.map(({ entry }) => entry)),
    skewMs: skewOf(received, times),
    probeShare,
  };
}

function eventItems(
  { entry, receivedAtMs }: ReceivedEntry,
  timeMs: number | undefined,
  classify: StreamIntakeInput["classify"],
): readonly PassItem[] {
  if (entry.kind !== "event") return [];
  const eventClass = classify(entry.event);
  if (eventClass === undefined) return [];
  return [{ kind: "event", event: { ...entry.event, class: eventClass, ...timeOf(timeMs, receivedAtMs) } }];
}

/** The router's time where it can be believed, else that of the line's coming. */
function timeOf(timeMs: number | undefined, receivedAtMs: number): TimeFacts {
  return timeMs === undefined
    ? { timeMs: receivedAtMs, timeFrom: "scrape", timeUncertaintyMs: deliveryMs }
    : { timeMs, timeFrom: "router" };
}

/** Of lines that were counted as many were probes as of those beside them; else time tells, by the rate before. */
function gapItem(loss: LostLines, probeShare: number | undefined, probesPerHour: number): PassItem {
  const { entries, fromMs, toMs } = loss;
  const estimate =
    entries === undefined || probeShare === undefined
      ? Math.min(entries ?? Number.POSITIVE_INFINITY, (probesPerHour * (toMs - fromMs)) / hourMs)
      : entries * probeShare;
  const gap: Gap = { ...loss, probesEstimate: Math.round(estimate), isFilled: false };
  return { kind: "gap", gap };
}

/** The line that came most directly tells it best. */
function skewOf(received: readonly ReceivedEntry[], times: readonly (number | undefined)[]): number | undefined {
  let skewMs: number | undefined;
  for (const [index, { receivedAtMs }] of received.entries()) {
    const timeMs = times[index];
    if (timeMs !== undefined) skewMs = Math.max(skewMs ?? Number.NEGATIVE_INFINITY, timeMs - receivedAtMs);
  }
  return skewMs;
}
