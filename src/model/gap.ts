/** Why entries were lost before we read them. */
export type GapCause = "overrun" | "reboot" | "cleared" | "downtime" | "unreadable";

/** Entries that the router lost between two pages (DESIGN 4.6). Never silent. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many entries were lost; absent where the log cannot tell. */
  readonly entries?: number | undefined;
  /** Our estimate of the probes among them, from the rate before the gap. */
  readonly probesEstimate: number;
  /** True where `entries` is a fact (growing ids), false where the gap is inferred. */
  readonly isExact: boolean;
  readonly cause: GapCause;
  /** True once an import brought what was lost. */
  readonly isFilled: boolean;
}

/** Lines of a router that sends them by itself which never reached us, before anybody has estimated what they were. */
export type LostLines = Pick<Gap, "fromMs" | "toMs" | "entries" | "isExact" | "cause">;
