import type { EventClass } from "./event.ts";

/** A source as counts know it: an IPv4 address as an integer, everything else as its text. */
export type SourceKey = number | string;

/** What was knocked on, as far as the log tells. */
interface Door {
  readonly protocol: string | undefined;
  readonly port: number | undefined;
}

/** A multiple attack of one source on one door. */
export interface Burst extends Door {
  readonly source: string;
  /** Probes. */
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Attempts and multiple attacks of a period. */
export interface Measures {
  readonly attempts: number;
  /** Probes that belong to a multiple attack, and attempts that belong to one of attempts. */
  readonly multiple: number;
  readonly multipleAttempts: number;
  /** The multiple attack with the most probes of those that began in the period; the earliest of equals. */
  readonly largest: Burst | undefined;
}

/** The time of which a journal knows something of a router, UTC ms. */
export interface Knowledge {
  /** The first and the last event; where there was none, the first and the last reading. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first and the last reading of the router itself, where it was read. */
  readonly readFromMs: number | undefined;
  readonly readToMs: number | undefined;
}

/**
 * Counts of any period `[fromMs, toMs)` of one router, weighted. They are exact to the ms where single probes are kept; where
 * those are deleted, the quarter hours that begin in the period are counted.
 */
export interface CountReader {
  /** Nothing where the router never had an event. */
  known(router: string): Knowledge | undefined;
  /** IANA zone of the router at its last pass. */
  timezone(router: string): string | undefined;
  /** Single probes before this moment are deleted. */
  keptSinceMs(): number;
  /** Probes, or what was let in, by quarter hour of UTC that had any, in order: its begin in ms, and how many. */
  quarters(
    router: string,
    fromMs: number,
    toMs: number,
    eventClass?: "probe" | "admitted",
  ): Iterable<readonly [number, number]>;
  /** The same by minute, from single rows alone. */
  minutes(
    router: string,
    fromMs: number,
    toMs: number,
    eventClass?: "probe" | "admitted",
  ): Iterable<readonly [number, number]>;
  /** Probes and admitted events; of the classes that are kept as counts alone, what the quarter hours have that the period touches. */
  classes(router: string, fromMs: number, toMs: number): Readonly<Partial<Record<EventClass, number>>>;
  measures(router: string, fromMs: number, toMs: number): Measures;
  /** Protocol, port and probes of each door. */
  doors(
    router: string,
    fromMs: number,
    toMs: number,
  ): Iterable<readonly [string | undefined, number | undefined, number]>;
  /** Source and probes, from single probes alone; probes without a source are left out. */
  sources(router: string, fromMs: number, toMs: number): Iterable<readonly [SourceKey, number]>;
  /** The same of whole days of the router's zone, as yyyymmdd, both included, however old they are; and on how many of them. */
  sourcesOfDays(router: string, first: number, last: number): Iterable<readonly [SourceKey, number, number]>;
  addressOf(source: SourceKey): string;
}
