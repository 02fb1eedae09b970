/** What is wanted of an import by upload. */
export interface ImportWish {
  /** Name of a configured router. */
  readonly router: string;
  /** What people call the file. */
  readonly name: string;
  /** Id of a format, or `auto`. */
  readonly format?: string | undefined;
  /** Year of lines that tell none. */
  readonly year?: number | undefined;
  /** IANA zone of the log's clock; the router's where absent. */
  readonly timezone?: string | undefined;
  /** Whether the file holds several pages of one log that overlap. */
  readonly isSnapshots?: boolean | undefined;
  /** When the file was written, UTC ms: it tells the year where lines do not. */
  readonly dateMs?: number | undefined;
}

/** What an import came to. */
export interface ImportSummary {
  readonly probes: number;
  readonly admitted: number;
  /** What the journal had already. */
  readonly known: number;
  /** Left out, because a live reading covered their time. */
  readonly covered: number;
  /** Older than what is kept. */
  readonly expired: number;
  /** Of classes that are kept as counts. */
  readonly counted: number;
  /** Not inbound. */
  readonly uncounted: number;
  readonly gaps_filled: number;
  readonly lines: number;
  readonly notes: number;
  /** Of all that was in the file; absent where nothing was. */
  readonly from?: string;
  readonly to?: string;
  readonly timezone: string;
  /** The years that were assumed, where lines tell none. */
  readonly years?: { readonly first: number; readonly last: number };
  /** Lines by the id of the format that read them. */
  readonly formats: Readonly<Record<string, number>>;
  /** The commonest reason first. */
  readonly rejects: readonly ImportRejects[];
  /** Why the file could not be read to its end, where it could not; what came before counts. */
  readonly failure?: string;
}

/** Lines that were not understood for one reason, and the first few of them. */
export interface ImportRejects {
  readonly reason: string;
  readonly count: number;
  readonly samples: readonly { readonly line: number; readonly text: string }[];
}

/** An import by upload, as it stands. */
export interface ImportJob {
  readonly id: string;
  readonly router: string;
  readonly name: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** Of the file, and how many of them are read. */
  readonly bytes: number;
  readonly bytes_done: number;
  readonly lines: number;
  /** Why it failed. */
  readonly problem?: string;
  readonly result?: ImportSummary;
}

/** Imports by upload: one after the other, beside the bridge's own writing. */
export interface Imports {
  /**
   * Takes a file; resolves when it is there and waits for its turn.
   * @throws FatalError for what is wrong with the wish, RetryableError where there is no room
   */
  begin(wish: ImportWish, content: AsyncIterable<Uint8Array>): Promise<ImportJob>;
  /** How large a file may be, in bytes. */
  readonly mostBytes: number;
  /** Those of this run, the newest first. */
  list(): readonly ImportJob[];
  find(id: string): ImportJob | undefined;
  /** What is written stays. False where there is none of that id. */
  cancel(id: string): boolean;
}
