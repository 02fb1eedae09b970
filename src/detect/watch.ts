import type { JournalEvent } from "../model/event.ts";
import type { EventInput, Finding } from "../model/finding.ts";
import type { Checkpoint, Recollection } from "../model/journal.ts";
import { type DetectSettings, detectors } from "./index.ts";
import { partOfEpisode } from "./rule.ts";
import { addVisit, forgetVisits, type Visitors, visitsOf } from "./visitors.ts";

export interface WatchParts {
  readonly settings: DetectSettings;
  /** The date of a time in the router's zone, as the number yyyymmdd. */
  readonly dayOf: (timeMs: number) => number;
  /** What the journal remembers; nothing for a watch that begins with the first event. */
  readonly recollection?: Recollection | undefined;
  /** When it is remembered, by our clock; absent where nothing of it can lie ahead. */
  readonly nowMs?: number | undefined;
}

/** The moment of a pass, by the router's clock. */
export interface Moment {
  readonly nowMs: number;
  /** What happened before is recorded, not alarmed. */
  readonly alarmAfterMs: number;
}

/** All detectors over one router's events. */
export interface Watch {
  /** Findings that an event brings, in the order of the registry. */
  step(event: JournalEvent, moment: Moment): readonly Finding[];
  /** Findings that the time brings, after the events of a pass. */
  tick(moment: Moment): readonly Finding[];
  /** The parts of all checkpoints that changed since this was asked last; undefined for one that is gone. */
  takeChanges(): Readonly<Record<string, Checkpoint | undefined>>;
}

/**
 * A router's clock that goes wrong may write any year. What lies further in our future is journalled and counted, but no detector
 * may take it for the present; two hours, so that a wrong summer time passes until the clock's error is known.
 */
const aheadMs = 2 * 3_600_000;
/** How far back events are recalled: to the beginning of yesterday in any zone, and longer than any detector's window. */
export const recallMs = 49 * 3_600_000;
const forgetEveryMs = 3_600_000;
const dayMs = 86_400_000;

/** Starts every detector that is switched on where the journal left it. */
export function createWatch({ settings, dayOf, recollection, nowMs: beganMs }: WatchParts): Watch {
  const running = detectors.flatMap(({ detector }) => {
    const own = settings[detector.kind];
    return own === undefined || own["enabled"] === false ? [] : [{ detector, own, state: detector.initial() }];
  });
  const usesVisits = running.some(({ detector }) => detector.usesVisits);
  const visitors: Visitors = new Map();
  const gone = new Set<string>();
  let orphans: readonly Finding[] = [];
  let sweptDay = Number.NEGATIVE_INFINITY;
  if (recollection !== undefined) recall(recollection);

  return {
    step(event, { nowMs, alarmAfterMs }) {
      return event.timeMs > nowMs + aheadMs ? [] : feed("event", event, alarmAfterMs);
    },
    tick({ nowMs, alarmAfterMs }) {
      const day = dayNumber(dayOf(nowMs));
      if (day > sweptDay) forgetVisits(visitors, day);
      sweptDay = Math.max(day, sweptDay);
      const ended = orphans;
      orphans = [];
      const told = running.flatMap(({ detector, own, state }) =>
        detector.step(state, { kind: "tick", nowMs, day }, own, alarmAfterMs),
      );
      return [...ended, ...told];
    },
    takeChanges() {
      const changes = new Map<string, Checkpoint | undefined>([...gone].map((name) => [name, undefined]));
      gone.clear();
      for (const { detector, state } of running) {
        for (const [part, value] of detector.takeChanges(state)) {
          const checkpoint = value === undefined ? undefined : { version: detector.version, state: value };
          changes.set(`${detector.kind} ${part}`, checkpoint);
        }
      }
      return Object.fromEntries(changes);
    },
  };

  function feed(kind: EventInput["kind"], event: JournalEvent, alarmAfterMs: number): readonly Finding[] {
    const day = dayNumber(dayOf(event.timeMs));
    const source = usesVisits ? event.source : undefined;
    const visits = source === undefined ? 0 : visitsOf(visitors, source, day);
    const input: EventInput = { kind, event, day, visits };
    const told = running.flatMap(({ detector, own, state }) => detector.step(state, input, own, alarmAfterMs));
    if (source !== undefined && event.class === "probe") addVisit(visitors, source, day);
    return told;
  }

  function recall({ checkpoints, openEpisodes, visits, events }: Recollection): void {
    const restored = new Set<string>();
    for (const [name, { version, state: value }] of Object.entries(checkpoints)) {
      const [kind = ""] = name.split(" ", 1);
      const found = running.find(({ detector }) => detector.kind === kind && detector.version === version);
      if (found === undefined) gone.add(name);
      else found.detector.restore(found.state, name.slice(kind.length + 1), value);
      if (found !== undefined) restored.add(name);
    }
    // An episode that nobody can go on with, after an update or because its detector was switched off, is over.
    orphans = openEpisodes
      .filter(({ kind, episodeKey }) => !restored.has(`${kind} ${partOfEpisode(episodeKey)}`))
      .map((finding) => ({ ...finding, state: "ended" }));
    if (usesVisits) for (const { source, day } of visits) addVisit(visitors, source, dayNumber(day));
    const latestMs = (beganMs ?? Number.POSITIVE_INFINITY) + aheadMs;
    let forgottenMs = Number.NEGATIVE_INFINITY;
    for (const event of events) {
      if (event.timeMs > latestMs) continue;
      feed("recalled", event, Number.POSITIVE_INFINITY);
      // Two days of them need not be held at once. When an event came, the present was at least so late.
      const presentMs = event.timeMs - aheadMs;
      if (presentMs - forgottenMs < forgetEveryMs) continue;
      forgottenMs = presentMs;
      for (const { detector, own, state } of running) detector.forget(state, presentMs, own);
    }
  }
}

/** Days since 1970-01-01 of a date written yyyymmdd. */
function dayNumber(date: number): number {
  return Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100) / dayMs;
}
