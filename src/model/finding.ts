import type { JournalEvent } from "./event.ts";

/** What a detector can see. A closed list: device triggers and topics are made of it. */
export const findingKinds = [
  "burst",
  "flood",
  "port_scan",
  "coordinated_scan",
  "returning",
  "surge",
  "let_in",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What a finding's count is of, one of it. */
export const countedBy: Readonly<Record<FindingKind, string>> = {
  burst: "probe",
  flood: "probe",
  port_scan: "probe",
  coordinated_scan: "probe",
  returning: "day",
  surge: "source",
  let_in: "packet",
};

/** How bad, from the mildest to the worst. */
export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Whether one severity is at least as bad as another. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(other);
}

/** What can be told of an episode. */
export const episodeStates = ["started", "ongoing", "ended"] as const;
type EpisodeState = (typeof episodeStates)[number];

/** One thing to tell about an episode: that it began, that it goes on, or that it is over. */
export interface Finding {
  readonly kind: FindingKind;
  readonly state: EpisodeState;
  /** The worst of the episode so far. */
  readonly severity: Severity;
  /** Tells the episodes of one detector apart while they are open; never published. */
  readonly episodeKey: string;
  /** The first of them, where there are many. */
  readonly sources: readonly string[];
  readonly ports: readonly number[];
  readonly protocol?: string | undefined;
  /** Of the episode so far; see `countedBy`. */
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** True where it was too old to raise an alarm when it was found: kept, not published. */
  readonly isLate: boolean;
}

/** An event as a detector sees it. Days are dates of the router's zone, counted from 1970-01-01. */
export interface EventInput {
  /** `recalled`: journalled before the program started; it is remembered, and nothing is told of it. */
  readonly kind: "event" | "recalled";
  readonly event: JournalEvent;
  readonly day: number;
  /** On which days its source had sent a probe before this event: bit n stands for n days before `day`; 0 where nobody uses it. */
  readonly visits: number;
}

/** What tells a detector the time when nothing happens. */
export interface TickInput {
  readonly kind: "tick";
  readonly nowMs: number;
  readonly day: number;
}

type DetectorInput = EventInput | TickInput;

/**
 * A fold over one router's events. It reads no clock and does no I/O. Its state is changed in place and belongs to whoever asked
 * for it. After a restart the state is built again from what the journal holds anyway (recalled events, visits) and from the
 * detector's checkpoint, which holds the rest: JSON, in parts, of which a pass writes only those that it changed.
 */
export interface Detector<Settings = unknown, State = unknown> {
  readonly kind: FindingKind;
  /** Changes whenever the meaning of a checkpoint does; parts of another version are dropped. */
  readonly version: number;
  /** Whether it looks at the visits of an event's source; else they are not remembered for it. */
  readonly usesVisits: boolean;
  initial(): State;
  /** Takes a part of the checkpoint back. */
  restore(state: State, part: string, value: unknown): void;
  /** @param alarmAfterMs what happened before this moment is recorded, not alarmed */
  step(state: State, input: DetectorInput, settings: Settings, alarmAfterMs: number): readonly Finding[];
  /** Forgets what cannot matter any more at that time, as each tick does; tells nothing. */
  forget(state: State, nowMs: number, settings: Settings): void;
  /** The parts that changed since this was asked last, by name; undefined for one that is gone. */
  takeChanges(state: State): ReadonlyMap<string, unknown>;
}
