import type { EventClass, JournalEvent, LogEvent, TimeSource } from "../model/event.ts";
import type { Gap, GapCause } from "../model/gap.ts";
import type { PassItem } from "../model/journal.ts";
import type { Entry, ParsedPage } from "../model/page.ts";
import type { Alignment, FreshEntry, Loss } from "./align.ts";
import { believableTimes } from "./router-clock.ts";

export interface IntakeInput {
  readonly alignment: Alignment;
  /** The page that was aligned. */
  readonly page: ParsedPage;
  /** Our own clock at the answer, and at the answer before; UTC ms. */
  readonly answeredAtMs: number;
  readonly previousScrapeMs?: number | undefined;
  /** Nothing for an event that is not counted. */
  readonly classify: (event: LogEvent) => EventClass | undefined;
  /** What the bridge knows better than the log does: that it was away, or could not read. */
  readonly gapCauseHint?: "downtime" | "unreadable" | undefined;
  /** Probes an hour before the loss, if there is one. */
  readonly probesPerHourBefore: number;
  /** The family's: earlier times are a clock that was never set. */
  readonly firstPossibleMs: number;
  /** Where the times on the page come from. */
  readonly timeFrom: TimeSource;
}

/** The new entries of a page, as the journal takes them. */
export interface Intake {
  /** The gap first, where there is one, then the events that are counted, oldest first. */
  readonly items: readonly PassItem[];
  /** How many notes of each kind, and how many rejects of each reason. */
  readonly notes: Readonly<Record<string, number>>;
  readonly rejects: Readonly<Record<string, number>>;
  /** Texts of the first three rejects. */
  readonly rejectSamples: readonly string[];
  /**
   * How far the router's clock is ahead of ours at least, ms: reported, and in nobody's way. Below 0 where it is behind, which only
   * lines tell that were written just now.
   */
  readonly skewMs?: number | undefined;
}

const rejectSampleCount = 3;
const hourMs = 3_600_000;
/**
 * How old a row without a time may be on the very first page, where no page before bounds it: a ring of a couple of
 * hundred rows turns over within a day at the rate of home lines. It only has to be longer than any detector's window.
 */
const firstPageUncertaintyMs = 24 * hourMs;

/** Turns what is new on a page into what the journal keeps: every fresh entry is one event, one note or one reject. */
export function takeIn(input: IntakeInput): Intake {
  const { alignment, page, answeredAtMs } = input;
  const times = believableTimes(page.entries, input.firstPossibleMs, answeredAtMs);
  // What came on top of a row that was counted before is more packets, but no further note or reject.
  const entries = alignment.fresh.filter(({ isDelta }) => !isDelta).map(({ entry }) => entry);
  const newestMs = times.reduce<number>((newest, timeMs) => Math.max(newest, timeMs ?? newest), answeredAtMs);
  return {
    items: [
      ...(alignment.loss === undefined ? [] : [gapItem(alignment.loss, input, times)]),
      ...alignment.fresh.flatMap((fresh) => eventItems(fresh, input, times[fresh.row])),
    ],
    ...countOthers(entries),
    skewMs: newestMs > answeredAtMs ? newestMs - answeredAtMs : undefined,
  };
}

/** What is new and no packet: notes by their kind, rejects by their reason. */
export function countOthers(entries: readonly Entry[]): Pick<Intake, "notes" | "rejects" | "rejectSamples"> {
  const rejected = entries.filter((entry) => entry.kind === "reject");
  return {
    notes: tally(entries.filter((entry) => entry.kind === "note").map(({ note }) => note)),
    rejects: tally(rejected.map(({ reason }) => reason)),
    rejectSamples: rejected.slice(0, rejectSampleCount).map(({ text }) => text),
  };
}

/** The facts about the time of an event that is kept. */
export type TimeFacts = Pick<JournalEvent, "timeMs" | "timeFrom" | "timeUncertaintyMs">;

function eventItems(fresh: FreshEntry, input: IntakeInput, timeMs: number | undefined): readonly PassItem[] {
  if (fresh.entry.kind !== "event") return [];
  const { event } = fresh.entry;
  const eventClass = input.classify(event);
  if (eventClass === undefined) return [];
  return [{ kind: "event", event: { ...event, count: fresh.weight, class: eventClass, ...timeOf(input, timeMs) } }];
}

/** The router's time where it can be believed, also one in our future; else ours, and how long ago it may have been. */
function timeOf(input: IntakeInput, timeMs: number | undefined): TimeFacts {
  if (timeMs !== undefined) return { timeMs, timeFrom: input.timeFrom };
  const { answeredAtMs, previousScrapeMs } = input;
  const sinceMs = previousScrapeMs === undefined ? firstPageUncertaintyMs : answeredAtMs - previousScrapeMs;
  return { timeMs: answeredAtMs, timeFrom: "scrape", timeUncertaintyMs: Math.max(0, sinceMs) };
}

/** No log tells how many rows it dropped, so a gap's number is an estimate and its entries stay unknown. */
function gapItem(loss: Loss, input: IntakeInput, times: readonly (number | undefined)[]): PassItem {
  const toMs = lossEnd(loss, input.alignment, times);
  const gap: Gap = {
    fromMs: loss.fromMs,
    toMs,
    probesEstimate: Math.round((input.probesPerHourBefore * (toMs - loss.fromMs)) / hourMs),
    isExact: false,
    cause: gapCause(loss, input.gapCauseHint),
    isFilled: false,
  };
  return { kind: "gap", gap };
}

/** A reboot and a cleared log are the router's doing, whoever else was away; an overrun is the fault of who was. */
function gapCause(loss: Loss, hint: IntakeInput["gapCauseHint"]): GapCause {
  return loss.cause === "overrun" && hint !== undefined ? hint : loss.cause;
}

/** Rows are lost from the front of the log: what is lost came before the oldest new row that has a time to trust. */
function lossEnd(loss: Loss, alignment: Alignment, times: readonly (number | undefined)[]): number {
  const oldest = alignment.fresh.find(({ row }) => times[row] !== undefined);
  const oldestMs = oldest && times[oldest.row];
  return oldestMs !== undefined && oldestMs > loss.fromMs && oldestMs < loss.toMs ? oldestMs : loss.toMs;
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
