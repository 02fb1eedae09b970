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
  const reader = {
    rows: [] as readonly LogRow[],
    isLoading: false,
    isAtEnd: false,
    searchedBackTo: undefined as string | undefined,
    problem: undefined as Problem | undefined,
    more() {
      if (reader.isLoading || reader.isAtEnd) return;
      reader.isLoading = true;
      reader.problem = undefined;
      void readPage();
    },
    async refresh() {
      if (reader.isLoading) return;
      try {
        const { events } = await get<EventPage>(apiUrl("events", { ...query, limit: newestRows }), aborter.signal);
        reader.rows = joined(events, reader.rows);
        onChange();
      } catch (error) {
        // What is shown stays; the page says itself that the line is lost.
        if (!(error instanceof Problem) && !aborter.signal.aborted) throw error;
      }
    },
    stop: () => aborter.abort(),
  };

  async function readPage(): Promise<void> {
    try {
      const page = await get<EventPage>(
        apiUrl("events", { ...query, limit: cursor === undefined ? firstRows : pageRows, cursor }),
        aborter.signal,
      );
      reader.rows = [...reader.rows, ...page.events];
      reader.searchedBackTo = page.searched_back_to;
      reader.isAtEnd = page.next === undefined;
      cursor = page.next;
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

/** The newest rows before those that are there; where there are more new ones than were read, those alone. */
function joined(newest: readonly LogRow[], rows: readonly LogRow[]): readonly LogRow[] {
  const [first] = rows;
  if (first === undefined) return newest;
  const known = newest.findIndex(({ id }) => id === first.id);
  return known === -1 ? rows : [...newest.slice(0, known), ...rows];
}
