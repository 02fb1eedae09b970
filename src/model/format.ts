import type { LogEvent } from "./event.ts";

/** A time as a line spells it; which moment that is depends on zone, year and the lines around it. */
export type LineStamp =
  /** The line tells its zone, or counts from an epoch. */
  | { readonly kind: "instant"; readonly timeMs: number }
  /** A clock on the wall with its year: ms as if it were UTC. */
  | { readonly kind: "wall"; readonly wallMs: number }
  /**
   * A clock on the wall without a year (RFC 3164): month 1 to 12, day 1 to 31, ms since midnight. `isUtc` where the device is
   * known to write UTC in such lines, whatever its zone (D-Link's DIR-615 does, in some of its lines).
   */
  | {
      readonly kind: "yearless";
      readonly month: number;
      readonly day: number;
      readonly timeOfDayMs: number;
      readonly isUtc?: true;
    };

/** A line with its syslog envelope told apart, where it has one. */
export interface LogLine {
  /** Whole, without its end. */
  readonly text: string;
  /** What follows the envelope; the whole text where there is none. */
  readonly message: string;
  /** Where the message begins in the text, where it is a part of it. */
  readonly messageAt?: number | undefined;
  /** Name of the program that the envelope names (`kernel`, `filterlog`), without its process id. */
  readonly program?: string | undefined;
  readonly host?: string | undefined;
  readonly stamp?: LineStamp | undefined;
}

/** What a format understood of a line. Its event has no `timeMs`: a stamp becomes a time only among its neighbours. */
export type LineReading =
  | { readonly kind: "event"; readonly event: LogEvent; readonly stamp?: LineStamp | undefined }
  | { readonly kind: "note"; readonly note: string; readonly stamp?: LineStamp | undefined }
  | { readonly kind: "reject"; readonly reason: string; readonly stamp?: LineStamp | undefined };

/** The grammar of one kind of log line. Pure and total: any text, in linear time, never an exception. */
export interface Format {
  /** Kebab-case; `format` of the events and value of `--format`. */
  readonly id: string;
  /** For people: which devices write it. */
  readonly title: string;
  /**
   * Reads a line. Undefined where the line is not of this grammar at all; a reject where it is, and is broken, masked or
   * torn. `stamp` only where the message itself holds the time; that of the envelope is used otherwise.
   */
  read(line: LogLine): LineReading | undefined;
  /**
   * By what formats that are more specific tell their lines from this one's: they leave alone every line with the mark of one that they
   * left alone. Undefined where a line does not show it. So they need not be asked line after line.
   */
  markOf?(line: LogLine): string | undefined;
  /**
   * A reader for one stream, to be given its lines in order: for grammars in which a head says how the lines below it are to be
   * read. Each stream needs its own. Absent where every line tells itself.
   */
  start?(): Format;
}
