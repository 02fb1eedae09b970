/** How the program is doing; published as it is on `bridge/health`. */
export interface BridgeHealth {
  readonly uptime_seconds: number;
  readonly memory_bytes: number;
  /** Rows of the journal that the broker has not acknowledged. */
  readonly backlog: number;
  readonly journal_bytes: number;
  /** Messages that the broker acknowledged in the last minute. */
  readonly publish_rate: number;
  readonly log_level: string;
  /** Routers whose log fills faster than it is read, each with the schedule that would lose less; absent where there are none. */
  readonly suggested_schedules?: Readonly<Record<string, string>>;
  /** How the listener is doing, where there is one. */
  readonly syslog?: Readonly<Record<string, unknown>>;
}
