import type { LogEvent } from "./event.ts";

/** What one fetch of the log returned, before anybody looked into it. */
export interface FetchedPage {
  readonly body: string;
  /** Our own clock when the first byte of the answer arrived, UTC ms: the moment that ages on the page refer to. */
  readonly answeredAtMs: number;
}

interface EntryIdentity {
  /** Tells this entry from its neighbours; equal keys mean equal rows. Leaves out a weight that may still grow. */
  readonly key: string;
  /** How many packets the row stands for. */
  readonly weight: number;
}

/** A row that was understood as a packet. */
export interface EventEntry extends EntryIdentity {
  readonly kind: "event";
  readonly event: LogEvent;
}

/** A row that was understood and is no packet: a login, DHCP, a mail sent. */
export interface NoteEntry extends EntryIdentity {
  readonly kind: "note";
  /** Snake_case name of the kind, from a closed list of the format: it is counted by it. */
  readonly note: string;
}

/** A row that no rule understood. */
export interface RejectEntry extends EntryIdentity {
  readonly kind: "reject";
  readonly reason: string;
  readonly text: string;
}

export type Entry = EventEntry | NoteEntry | RejectEntry;

/**
 * So many of a router's last rows are known again by their keys, and no fewer. A reading that does not know where the one before it ended
 * brings no more: of rows that are forgotten nobody could tell that they were counted.
 */
export const rememberedRows = 1024;

/** A page, parsed. Every row of the log is exactly one entry. */
export interface ParsedPage {
  /** Oldest first, whatever the router's own order. */
  readonly entries: readonly Entry[];
  /** True where a key (ticks, a growing id, an exact time with its text) is met again only on the very same row. */
  readonly isKeyed: boolean;
  /** Numbers of the first and the last row, where the router counts its rows one by one from its start. */
  readonly numbers?: { readonly first: number; readonly last: number } | undefined;
  /** How long the router had been up when it answered, where the page tells. */
  readonly uptimeMs?: number | undefined;
  /** Where the times of the events come from, where the page has any: an age that it printed, or the router's own clock. */
  readonly timeFrom?: "age" | "router" | undefined;
}
