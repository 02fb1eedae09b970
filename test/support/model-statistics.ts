import type { Ask } from "../../src/home-assistant/socket.ts";

interface Row {
  readonly state: number;
  readonly sum: number;
}

/** What Home Assistant's recorder keeps of one statistic, by the begin of each hour in ms, and the commands that we use. */
export interface ModelStatistics {
  readonly rows: Map<number, Row>;
  readonly ask: Ask;
  /** Rows that it was sent since the last time. */
  takeSent(): number;
}

/** @param offsetMs of its zone from UTC, which is where its months begin */
export function modelStatistics(offsetMs: number): ModelStatistics {
  const rows = new Map<number, Row>();
  let sent = 0;
  return {
    rows,
    ask: async (command) => {
      if (command["type"] === "recorder/import_statistics") {
        for (const { start, ...row } of command["stats"] as readonly (Row & { readonly start: string })[]) {
          rows.set(Date.parse(start), row);
          sent += 1;
        }
        return null;
      }
      const { statistic_ids, start_time, end_time, period } = command as Readonly<Record<string, string>>;
      const fromMs = Date.parse(start_time ?? "");
      const toMs = end_time === undefined ? Number.POSITIVE_INFINITY : Date.parse(end_time);
      const found = [...rows]
        .filter(([startMs]) => startMs >= fromMs && startMs < toMs)
        .sort(([one], [other]) => one - other);
      return { [String(statistic_ids)]: period === "month" ? months(found) : found.map(asHour) };
    },
    takeSent: () => {
      const taken = sent;
      sent = 0;
      return taken;
    },
  };

  function asHour([start, row]: readonly [number, Row]): object {
    return { start, end: start + 3_600_000, ...row };
  }

  function months(found: readonly (readonly [number, Row])[]): readonly object[] {
    const sums = new Map<number, object>();
    for (const [startMs, { sum }] of found) {
      const local = new Date(startMs + offsetMs);
      const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
      const start = Date.UTC(year, month) - offsetMs;
      sums.set(start, { start, end: Date.UTC(year, month + 1) - offsetMs, sum });
    }
    return [...sums.values()];
  }
}
