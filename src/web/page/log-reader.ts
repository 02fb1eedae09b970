import type { EventPage } from "../../model/page-reader.ts";
import type { LogRow } from "../../model/web-rows.ts";
import { apiUrl, get, Problem, type Query } from "./api.ts";

/** Few at first, so that something is there at once. */
const firstRows = 200;
const pageRows = 1000;
const newestRows = 200;

/** The rows of a log that were read so far, the newest first, page after page. */
export interface LogReader {
  readonly rows: readonly LogRow[];
  readonly isLoading: boolean;
  /** Whether everything that fits was read. */
  readonly isAtEnd: boolean;
  /** How far back a search has come. */
  readonly searchedBackTo: string | undefined;
  readonly problem: Problem | undefined;
  /** Reads the next page, unless one is under way or there is none. */
  more(): void;
  /** Puts what came since on top. */
  refresh(): Promise<void>;
  stop(): void;
}

export function createLogReader(query: Query, onChange: () => void): LogReader {
  const aborter = new AbortController();
  let cursor: string | undefined;
  // One at a time: what one of them begins anew the other must not append to.
  let isRefreshing = false;
  const reader = {
    rows: [] as readonly LogRow[],
    isLoading: false,
    isAtEnd: false,
    searchedBackTo: undefined as string | undefined,
    problem: undefined as Problem | undefined,
    more() {
      if (reader.isLoading || isRefreshing || reader.isAtEnd) return;
      reader.isLoading = true;
      reader.problem = undefined;
      void readPage();
    },
    async refresh() {
      if (reader.isLoading || isRefreshing) return;
      isRefreshing = true;
      try {
        const page = await get<EventPage>(apiUrl("events", { ...query, limit: newestRows }), aborter.signal);
        const known = page.events.findIndex(({ id }) => id === reader.rows[0]?.id);
        // Where more came than were read, what is between is read again from here on.
        if (known === -1) begin(page);
        else reader.rows = [...page.events.slice(0, known), ...reader.rows];
      } catch (error) {
        // What is shown stays; the page says itself that the line is lost.
        if (!(error instanceof Problem) && !aborter.signal.aborted) throw error;
      } finally {
        isRefreshing = false;
        onChange();
      }
    },
    stop: () => aborter.abort(),
  };

  function begin({ events, next, searched_back_to }: EventPage): void {
    reader.rows = events;
    reader.searchedBackTo = searched_back_to;
    reader.isAtEnd = next === undefined;
    cursor = next;
  }

  async function readPage(): Promise<void> {
    try {
      const page = await get<EventPage>(
        apiUrl("events", { ...query, limit: cursor === undefined ? firstRows : pageRows, cursor }),
        aborter.signal,
      );
      begin({ ...page, events: [...reader.rows, ...page.events] });
    } catch (error) {
      if (aborter.signal.aborted) return;
      reader.problem = error instanceof Problem ? error : new Problem(0, String(error), error);
    }
    reader.isLoading = false;
    onChange();
  }

  reader.more();
  return reader;
}
