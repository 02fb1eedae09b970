import type { LogEvent } from "../../model/event.ts";
import type { FaultState } from "./faults.ts";
import type { Random } from "./random.ts";
import type { RingRow } from "./ring.ts";
import type { SimulatedAnswer, SimulatedRequest } from "./server.ts";
import type { Probe } from "./traffic.ts";

/** A row as the router writes it, and what it can tell of the probe that it stands for; no probe: no event. */
export interface WrittenRow {
  readonly text: string;
  readonly event?: LogEvent;
}

/** What else such a router writes, all day long: DHCP, names asked for, mails sent. */
export interface Background {
  /** Rows a day at rate 1; they come as often as the rate says, like the probes. */
  readonly perDay: number;
  write(timeMs: number, random: Random): WrittenRow;
}

/** What a make-believe router writes, and how. */
export interface LogWriter {
  readonly background?: Background;
  /** Undefined for a probe of which the router writes nothing. */
  writeProbe(probe: Probe, random: Random): WrittenRow | undefined;
  /** A real line that enters the log at `timeMs`. */
  replay(line: string, timeMs: number): WrittenRow;
  /** What it writes when it starts again. */
  bootRows?(timeMs: number, random: Random): readonly WrittenRow[];
  /** Rows that try to break a reader. */
  hostileRows(timeMs: number): readonly WrittenRow[];
}

/** All that makes a make-believe router one of its family. */
export interface SimulatedFamily extends LogWriter {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  /** IANA zone of the router's clock. */
  readonly timezone: string;
  /** Options of the configuration that reach it, where the family's defaults do not. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** Rows that its log holds. */
  readonly ringSize: number;
  /** Whether a full log is emptied, in place of its oldest row. */
  readonly isEmptiedWhenFull?: boolean;
  /** The web server: everything that the family answers. Odd answers to faults of the connection are the kit's. */
  answer(request: SimulatedRequest, router: SimulatedRouter): SimulatedAnswer;
}

/** The running router, as its family's pages see it. */
export interface SimulatedRouter {
  readonly nowMs: number;
  /** When it was switched on: ticks count from here. */
  readonly bootMs: number;
  readonly faults: FaultState;
  readonly random: Random;
  /** Whoever is logged in: addresses or cookies, as the family likes. Emptied by a reboot and by a login timeout. */
  readonly sessions: Set<string>;
  /** Oldest first. */
  rows(): readonly RingRow[];
  /** Writes a row of the router's own, now. */
  log(text: string): void;
}
