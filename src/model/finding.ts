import type { JournalEvent } from "./event.ts";

/** What a detector can see. A closed list: device triggers and topics are made of it. */
export type FindingKind = "burst" | "flood" | "port_scan" | "coordinated_scan" | "returning" | "surge" | "let_in";

export type Severity = "low" | "medium" | "high" | "critical";
type EpisodeState = "started" | "ongoing" | "ended";

/** One thing to tell about an episode: that it began, that it goes on, or that it is over. */
export interface Finding {
  readonly kind: FindingKind;
  readonly state: EpisodeState;
  readonly severity: Severity;
  /** Tells the episodes of one detector apart while they are open; never published. */
  readonly episodeKey: string;
  readonly sources: readonly string[];
  readonly ports: readonly number[];
  readonly protocol?: string | undefined;
  /** Probes (or what the kind counts) since the episode began. */
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** True where it was too old to raise an alarm when it was found: kept, not published. */
  readonly isLate: boolean;
}

/** What a detector is fed: an event, or a tick that tells it the time when nothing happens. */
export type DetectorInput =
  | { readonly kind: "event"; readonly event: JournalEvent }
  | { readonly kind: "tick"; readonly nowMs: number };

interface DetectorResult<State> {
  readonly state: State;
  readonly findings: readonly Finding[];
}

/** A fold over one router's events. It reads no clock and does no I/O; its state is JSON and is its checkpoint. */
export interface Detector<Settings = unknown, State = unknown> {
  readonly kind: FindingKind;
  /** Changes whenever the meaning of a checkpoint does; a checkpoint of another version is dropped. */
  readonly version: number;
  initial(): State;
  /** @param alarmAfterMs what happened before this moment is recorded, not alarmed */
  step(state: State, input: DetectorInput, settings: Settings, alarmAfterMs: number): DetectorResult<State>;
}
