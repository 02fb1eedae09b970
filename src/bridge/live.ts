import type { LiveData, LiveEvent, LiveFeed } from "../model/live.ts";
import type { JournalRecord } from "../model/record.ts";
import { episodeOf, gapRow, type LogRowOptions, logRow } from "../model/web-rows.ts";

/** What the bridge tells whoever looks on. */
export interface Live extends LiveFeed {
  tell(event: LiveEvent): void;
  /** What was told last of a router. */
  latest<Name extends LastingName>(event: Name, router: string): LiveData[Name] | undefined;
  /** Whether anybody looks on: else rows need not be made for them. */
  isWatched(): boolean;
}

type LastingName = "state" | "summary" | "reading";

/** What holds until it is told anew: whoever begins to look on needs it. */
const lasting: ReadonlySet<LiveEvent["event"]> = new Set(["state", "summary", "reading", "health", "config"]);

export function createLive(): Live {
  const latest = new Map<string, LiveEvent>();
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    tell(event) {
      const router = "router" in event.data ? event.data.router : "";
      if (lasting.has(event.event)) latest.set(keyOf(event.event, router), event);
      for (const listener of listeners) listener(event);
    },
    // What is kept under a name is of that name's type.
    latest: (event, router) => latest.get(keyOf(event, router))?.data as LiveData[typeof event] | undefined,
    isWatched: () => listeners.size > 0,
    snapshot: () => [...latest.values()],
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function keyOf(event: LiveEvent["event"], router: string): string {
  return `${event} ${router}`;
}

/** A flood's pass has thousands: whoever looks on sees the newest. */
const toldRows = 50;

/** What lookers-on see of a pass. */
export function passEvents(
  router: string,
  records: readonly JournalRecord[],
  options: LogRowOptions,
): readonly LiveEvent[] {
  const events = records.filter((record) => record.kind === "event");
  const count = events.reduce((sum, { event }) => (event.class === "probe" ? sum + event.count : sum), 0);
  const newest = events.slice(-toldRows).reverse();
  return [
    ...(events.length === 0
      ? []
      : [
          {
            event: "probes",
            data: { router, count, events: newest.map((record) => logRow(record, options)) },
          } as const,
        ]),
    ...records.flatMap((record): readonly LiveEvent[] => {
      if (record.kind === "finding") return [{ event: "episode", data: episodeOf(record) }];
      return record.kind === "gap" ? [{ event: "gap", data: gapRow(record.gap, record.router) }] : [];
    }),
  ];
}
