import type { DatabaseSync } from "node:sqlite";
import type { Burst, Measures } from "../model/counts.ts";
import type { JournalEvent } from "../model/event.ts";
import { largerRun } from "../multiple.ts";
import { decodeAddress } from "./address.ts";
import { readEvent } from "./event-row.ts";
import { createMeasures, runLookBackMs } from "./measures.ts";
import type { SplitPeriod } from "./period.ts";
import { unknownPort } from "./rollups.ts";
import { rowId } from "./schema.ts";
import type { Shapes } from "./shapes.ts";
import type { Words } from "./words.ts";

/** Reads attempts and multiple attacks: of whole quarter hours what is kept of them, of the rest by folding its probes. */
export function openMeasureReader(
  database: DatabaseSync,
  words: Words,
  shapes: Shapes,
): (router: number, period: SplitPeriod) => Measures {
  const selectSums = database.prepare(
    "SELECT coalesce(sum(attempts), 0) AS attempts, coalesce(sum(multiple), 0) AS multiple, coalesce(sum(multiple_attempts), 0) AS multiple_attempts FROM quarter_measure WHERE router = ? AND quarter >= ? AND quarter < ?",
  );
  const selectLargest = database.prepare(
    "SELECT * FROM quarter_run WHERE router = ? AND quarter >= ? AND quarter < ? ORDER BY count DESC, first_time LIMIT 1",
  );
  const selectProbes = database.prepare(
    "SELECT * FROM event INDEXED BY event_time WHERE time >= ? AND time < ? AND id BETWEEN ? AND ? AND class = 0 ORDER BY time, id",
  );
  return (router, { first, end, before, after }) => {
    const sums = selectSums.get(router, first, end);
    const row = selectLargest.get(router, first, end);
    const inner: Measures = {
      attempts: Number(sums?.["attempts"]),
      multiple: Number(sums?.["multiple"]),
      multipleAttempts: Number(sums?.["multiple_attempts"]),
      largest: row === undefined ? undefined : burstOf(row, words),
    };
    return [before, after].reduce((sum, cut) => (cut === undefined ? sum : plus(sum, folded(router, ...cut))), inner);
  };

  function folded(router: number, fromMs: number, toMs: number): Measures {
    const isInside = (timeMs: number): boolean => timeMs >= fromMs && timeMs < toMs;
    const measures = createMeasures();
    const sum = { attempts: 0, multiple: 0, multipleAttempts: 0 };
    let largest: Burst | undefined;
    // Probes before and after decide whether those inside belong to something, and how large that became.
    const around = [fromMs - runLookBackMs, toMs + runLookBackMs] as const;
    for (const row of selectProbes.all(...around, rowId(router, 0), rowId(router + 1, 0) - 1)) {
      const probe = readEvent(row, shapes);
      const { attempts, multiple, multipleAttempts, run } = measures.step(probe);
      if (isInside(probe.timeMs)) sum.attempts += attempts;
      for (const knock of multiple) if (isInside(knock.timeMs)) sum.multiple += knock.count;
      for (const knock of multipleAttempts) if (isInside(knock.timeMs)) sum.multipleAttempts += knock.count;
      if (run !== undefined && isInside(run.firstMs)) largest = largerRun(largest, { ...doorOf(probe), ...run });
    }
    return { ...sum, largest };
  }
}

function plus(one: Measures, other: Measures): Measures {
  return {
    attempts: one.attempts + other.attempts,
    multiple: one.multiple + other.multiple,
    multipleAttempts: one.multipleAttempts + other.multipleAttempts,
    largest: largerRun(one.largest, other.largest),
  };
}

function doorOf({ source = "", protocol, port }: JournalEvent): Pick<Burst, "source" | "protocol" | "port"> {
  return { source, protocol, port };
}

function burstOf(row: Readonly<Record<string, unknown>>, words: Words): Burst {
  const port = Number(row["port"]);
  return {
    source: decodeAddress(row["source"]) ?? "",
    protocol: words.textOf(row["protocol"]),
    port: port === unknownPort ? undefined : port,
    count: Number(row["count"]),
    firstMs: Number(row["first_time"]),
    lastMs: Number(row["last_time"]),
  };
}
