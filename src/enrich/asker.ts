import type { Log } from "../log.ts";
import type { AddressLabels, LabelAnswer, LabelKind, LabelStore } from "../model/labels.ts";
import type { Found } from "./find-name.ts";
import { createPace } from "./pace.ts";
import { createQueue } from "./queue.ts";

/** A kind of label that has to be asked for. */
export interface Question {
  readonly kind: LabelKind;
  readonly ask: (address: string) => Promise<Found>;
}

export interface AskerParts {
  readonly questions: readonly Question[];
  /** Who is asked, for people. */
  readonly servers: readonly string[];
  readonly concurrency: number;
  /** How long an answer holds: that there is something, and that there is nothing. */
  readonly keepMs: number;
  readonly retryMs: number;
  /** False for what nobody may be asked about. */
  readonly mayAsk: (address: string) => boolean;
  readonly store: LabelStore;
  readonly log: Log;
  readonly now: () => number;
}

/** Looks sources up, beside everything else and after what is urgent. */
export interface Asker {
  /** A source was seen so often just now. */
  want(address: string, count: number): void;
  /** The journal may hold more that wait. */
  wake(): void;
  stop(): void;
}

/** How many are fetched from the journal at once. */
const batch = 50;

/** Asks first for the sources of the last passes, then for those that wait in the journal. */
export function startAsker(parts: AskerParts): Asker {
  const { questions, store, now } = parts;
  const kinds = questions.map(({ kind }) => kind);
  const pace = createPace(parts.servers, parts.log, now);
  const queue = createQueue();
  const busy = new Set<string>();
  /** Without an answer, and none came to anybody since: whether it is the address or DNS itself is not known. */
  const doubtful = new Map<string, LabelKind>();
  let backlog: readonly string[] = [];
  let isMoreInJournal = true;
  let workers = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return {
    want(address, count) {
      queue.add(address, count);
      fill();
    },
    wake() {
      isMoreInJournal = true;
      fill();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };

  function fill(): void {
    if (isStopped) return;
    for (let free = pace.limit(parts.concurrency) - workers; free > 0; free -= 1) void work();
    clearTimeout(timer);
    const pauseMs = pace.pauseLeftMs();
    if (pauseMs > 0) timer = setTimeout(fill, pauseMs);
  }

  /** One look-up after the other, while there are any and their number is not too large. */
  async function work(): Promise<void> {
    workers += 1;
    try {
      while (!isStopped && workers <= pace.limit(parts.concurrency)) {
        const address = next();
        if (address === undefined) return;
        busy.add(address);
        await lookUp(address).finally(() => busy.delete(address));
      }
    } catch (thrown) {
      if (isStopped) return;
      pace.broke(thrown);
      isMoreInJournal = true;
    } finally {
      workers -= 1;
      if (pace.pauseLeftMs() > 0) fill();
    }
  }

  function next(): string | undefined {
    for (;;) {
      const address = queue.take() ?? nextOfJournal();
      if (address === undefined || !(busy.has(address) || doubtful.has(address))) return address;
    }
  }

  function nextOfJournal(): string | undefined {
    if (backlog.length === 0 && isMoreInJournal) {
      const waiting = store.waiting(kinds, batch + busy.size + doubtful.size);
      backlog = waiting.filter((address) => !busy.has(address) && !doubtful.has(address));
      isMoreInJournal = backlog.length > 0;
    }
    const [first, ...rest] = backlog;
    backlog = rest;
    return first;
  }

  async function lookUp(address: string): Promise<void> {
    for (const { kind, ask } of questions) {
      if (store.due(address)[kind] > now()) continue;
      if (!parts.mayAsk(address)) {
        store.keep([answer(address, kind, {})]);
        continue;
      }
      const found = await ask(address);
      if (isStopped) return;
      if (!found.isAnswered) return doubt(address, kind);
      // DNS works, so the doubtful ones have no answer of their own: what was known of them stays.
      const unanswered = [...doubtful].map(([other, itsKind]) =>
        answer(other, itsKind, store.of(other), parts.retryMs),
      );
      store.keep([answer(address, kind, found.labels), ...unanswered]);
      doubtful.clear();
      pace.answered();
    }
  }

  function doubt(address: string, kind: LabelKind): void {
    doubtful.set(address, kind);
    if (!pace.failed()) return;
    // It was DNS itself: they are asked for again another time.
    doubtful.clear();
    isMoreInJournal = true;
  }

  function answer(address: string, kind: LabelKind, labels: AddressLabels, holdsMs?: number): LabelAnswer {
    const foundMs = now();
    const isSomething = Object.keys(labels).length > 0;
    return {
      address,
      kind,
      labels,
      foundMs,
      dueMs: foundMs + (holdsMs ?? (isSomething ? parts.keepMs : parts.retryMs)),
    };
  }
}
