import { get, Problem } from "./api.ts";

/** What is known of an answer now. The value of before stays while a newer one is asked for. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  /** Whether the value is that of another query, until this one's is there. */
  readonly isOther: boolean;
}

interface Entry {
  value: unknown;
  problem: Problem | undefined;
  loading: AbortController | undefined;
  isStale: boolean;
  /** Whether the value is that of another query. */
  isBorrowed: boolean;
  /** The drawing in which it was last looked at. */
  seenIn: number;
}

/** Answers that views look at while they are drawn; each is asked for when it is looked at first, and again when it is stale. */
export interface Store {
  /** Never waits: what is not there yet comes with a later drawing. */
  read<T>(url: string): Loaded<T>;
  /** Everything may have changed. */
  invalidate(): void;
  /** Forgets what this drawing did not look at, and gives up asking for it. */
  endDrawing(): void;
}

export function createStore(onChange: () => void): Store {
  const entries = new Map<string, Entry>();
  let drawing = 0;

  function load(url: string, entry: Entry): void {
    const loading = new AbortController();
    entry.loading = loading;
    entry.isStale = false;
    get(url, loading.signal)
      .then((value) => Object.assign(entry, { value, problem: undefined, isBorrowed: false }))
      .catch((error: unknown) => {
        if (loading.signal.aborted) return;
        entry.problem = error instanceof Problem ? error : new Problem(0, String(error), error);
        if (entry.isBorrowed) entry.value = undefined;
      })
      .finally(() => {
        entry.loading = undefined;
        if (!loading.signal.aborted) onChange();
      });
  }

  /** The value of the same path under another query: to be shown, dimmed, until the new one is there. */
  function relative(url: string): unknown {
    const [path] = url.split("?");
    return [...entries].findLast(([other, { value }]) => value !== undefined && other.split("?")[0] === path)?.[1]
      .value;
  }

  return {
    read<T>(url: string): Loaded<T> {
      const entry = entries.get(url) ?? createEntry(relative(url));
      entries.set(url, entry);
      entry.seenIn = drawing;
      if (entry.isStale && entry.loading === undefined) load(url, entry);
      // The address says what it is an answer to: the server's schemas are the page's types.
      return {
        value: entry.value as T | undefined,
        problem: entry.problem,
        isOther: entry.isBorrowed && entry.value !== undefined,
      };
    },
    invalidate() {
      for (const entry of entries.values()) entry.isStale = true;
      onChange();
    },
    endDrawing() {
      for (const [url, entry] of entries) {
        if (entry.seenIn === drawing) continue;
        entry.loading?.abort();
        entries.delete(url);
      }
      drawing++;
    },
  };
}

function createEntry(borrowed: unknown): Entry {
  return { value: borrowed, problem: undefined, loading: undefined, isStale: true, isBorrowed: true, seenIn: 0 };
}
