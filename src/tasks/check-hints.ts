import { createLocalClock } from "../formats/local-time.ts";
import type { ParsedPage } from "../model/page.ts";
import type { PollFamily, RouterSettings } from "../model/router.ts";
import { duration } from "../report/words.ts";
import { suggestSchedule } from "../schedule/suggested.ts";
import { autoSchedule, intervalMs } from "../schedule.ts";

/** A page of a router's log, and whose it is. */
export interface Looked {
  readonly page: ParsedPage;
  readonly router: RouterSettings;
  readonly family: PollFamily;
  /** Our clock at the answer, UTC ms. */
  readonly answeredAtMs: number;
}

/** What somebody who knows such routers would say of this one, a sentence each; what is wrong first. */
export function hintsFor(looked: Looked): readonly string[] {
  const times = timesOf(looked.page);
  return [
    ...packetHints(looked),
    ...standstillHints(looked, times),
    ...clockHints(looked, times),
    ...scheduleHints(looked, times),
    ...sessionHints(looked),
    ...rejectHints(looked),
    ...limitHints(looked),
  ];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function timesOf({ entries, timeFrom }: ParsedPage): readonly number[] {
  if (timeFrom === "age") return [];
  return entries.flatMap((entry) => (entry.kind === "event" ? (entry.event.timeMs ?? []) : []));
}

/** A log without a packet may be a quiet one, or one that is not written. */
function packetHints({ page, family }: Looked): readonly string[] {
  if (page.entries.some(({ kind }) => kind === "event")) return [];
  const what = page.entries.length === 0 ? "nothing is in the log" : "no packet is in the log";
  const where = family.switchOn === "" ? "" : ` (${family.switchOn})`;
  return [`${what}: if that lasts, see whether the router logs what it drops${where}`];
}

/** So many rows tell how often there was one. */
const rowsToKnow = 10;

/** Longer than any clock is wrong by its zone. */
const silentMs = 15 * hourMs;

function standstillHints({ page, family, answeredAtMs }: Looked, times: readonly number[]): readonly string[] {
  const sinceMs = answeredAtMs - Math.max(...times);
  const usualMs = usualPauseMs(times);
  if (times.length < rowsToKnow || sinceMs < Math.max(silentMs, 30 * usualMs)) return [];
  const { rows, whenFull } = family.ring;
  const mayBeFull = whenFull === "stops" || (whenFull === "unknown" && page.entries.length >= (rows ?? 0));
  const reasons = `${mayBeFull ? "it may be full and have stopped (empty it), " : ""}logging may be switched off, or its clock stands wrong`;
  return [`nothing new for ${lasting(sinceMs)}, where a packet came every ${lasting(usualMs)} before: ${reasons}`];
}

/** The middle one of the pauses between packets. */
function usualPauseMs(times: readonly number[]): number {
  const pauses = times.slice(1).map((timeMs, at) => Math.abs(timeMs - (times[at] ?? timeMs)));
  return pauses.sort((one, other) => one - other)[Math.floor(pauses.length / 2)] ?? 0;
}

/** Clocks of home routers are set by time servers; what is more is no drift. */
const toleratedMs = 5 * minuteMs;

function clockHints({ router, answeredAtMs }: Looked, times: readonly number[]): readonly string[] {
  if (times.length === 0) return [];
  const aheadMs = Math.max(...times) - answeredAtMs;
  if (aheadMs > toleratedMs) {
    const ahead = `the router's clock is ${lasting(aheadMs)} ahead of ours with timezone ${router.timezone}`;
    const zone = zoneFor(aheadMs, router, answeredAtMs);
    return [
      zone === undefined
        ? `${ahead}: set its clock, or this machine's`
        : `${ahead}: it seems to run at ${zone}; set timezone to that`,
    ];
  }
  const usualMs = usualPauseMs(times);
  const zone = zoneFor(aheadMs, router, answeredAtMs);
  const isSilent =
    times.length >= rowsToKnow && -aheadMs > 30 * minuteMs && -aheadMs > 10 * usualMs && -aheadMs < silentMs;
  return !isSilent || zone === undefined
    ? []
    : [
        `its newest packet is ${lasting(-aheadMs)} old, where one came every ${lasting(usualMs)} before: if it is not quiet by chance, its clock runs at ${zone} and not in ${router.timezone}`,
      ];
}

/**
 * The zone in which a clock would be right that is so far ahead, such as UTC+1; undefined where it is not near to any: they differ by half hours,
 * and by 14 hours from UTC at most. The newest packet may be some minutes old.
 */
function zoneFor(aheadMs: number, { timezone }: RouterSettings, nowMs: number): string | undefined {
  const halves = Math.round(aheadMs / (30 * minuteMs));
  const hours = (createLocalClock(timezone).wallAt(nowMs) - nowMs) / hourMs + halves / 2;
  if (halves === 0 || Math.abs(aheadMs - halves * 30 * minuteMs) > toleratedMs || Math.abs(hours) > 14)
    return undefined;
  const minutes = Math.abs(hours) % 1 === 0 ? "" : `:${String((Math.abs(hours) % 1) * 60).padStart(2, "0")}`;
  return `UTC${hours < 0 ? "-" : "+"}${Math.floor(Math.abs(hours))}${minutes}`;
}

function scheduleHints({ page, router, family, answeredAtMs }: Looked, times: readonly number[]): readonly string[] {
  if (router.schedule === autoSchedule) return [];
  const scheduleMs = intervalMs(router.schedule, answeredAtMs);
  const tooOften =
    scheduleMs < family.closestPollMs && family.closestPollMs > 30_000
      ? [
          `schedule "${router.schedule}" asks it more often than it bears: every ${lasting(family.closestPollMs)} is enough`,
        ]
      : [];
  const spanMs = Math.max(...times) - Math.min(...times);
  if (times.length < rowsToKnow || spanMs <= 0) return tooOften;
  // A log that is not full yet holds as much more time as it has room.
  const fillMs = spanMs * Math.max(1, (family.ring.rows ?? 0) / page.entries.length);
  if (fillMs >= 2 * scheduleMs) return tooOften;
  const closestMs = family.closestPollMs;
  const suggested = suggestSchedule({ scheduleMs, fillMs, closestMs });
  const what = `its log holds about ${lasting(fillMs)} at present, and is read every ${lasting(scheduleMs)}`;
  return [
    ...tooOften,
    suggested === undefined ? `${what}: some of it will be lost` : `${what}: schedule "${suggested}" would lose less`,
  ];
}

function sessionHints({ router, family }: Looked): readonly string[] {
  if (family.sessions !== "one") return [];
  return router.options["logout_path"] === ""
    ? ["it lets one person in at a time, and without logout_path that is us, all day long"]
    : ["it lets one person in at a time: while somebody is on its pages, readings wait"];
}

function rejectHints({ page }: Looked): readonly string[] {
  const first = page.entries.find(({ kind }) => kind === "reject");
  return first?.kind === "reject" ? [`not understood (${first.reason}): ${printable(first.text)}`] : [];
}

/** A row is somebody's text. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, " ").slice(0, 120);
}

const words = {
  time: "the time",
  protocol: "the protocol",
  source: "who knocked",
  source_port: "the port that a packet came from",
  port: "the port that was knocked on",
  destination: "the address that was knocked on",
  action: "what became of a packet",
} as const;

function limitHints({ family }: Looked): readonly string[] {
  const never = Object.entries(words).flatMap(([fact, name]) =>
    Object.entries(family.tells).some(([key, knowledge]) => key === fact && knowledge === "never") ? [name] : [],
  );
  const told = [...never, ...family.limits];
  return [
    ...(told.length === 0 ? [] : [`its log does not tell: ${told.join("; ")}`]),
    ...(family.tells.time === "never"
      ? ["without a time of its own a packet gets that of the reading: the closer the schedule, the truer"]
      : []),
    ...(family.seen === "simulated"
      ? [
          "nobody has shown us a real one yet: if something is odd, `whos-knocking capture` makes a page that can be sent",
        ]
      : []),
  ];
}

function lasting(ms: number): string {
  return duration(Math.round(ms / 1000));
}
