import type { CountReader, Knowledge } from "../model/counts.ts";
import type { Usual } from "../model/page-reader.ts";

const dayMs = 86_400_000;
const mostWindows = 14;
/** Fewer say nothing about what is usual. */
const fewestWindows = 3;

/** Is it more than usual? Windows begin at the hour of now, so that day and night weigh the same in each. */
export function usualOf(counts: CountReader, routers: readonly string[], nowMs: number): Usual {
  const known = routers.flatMap((router) => counts.known(router) ?? []);
  const windows = windowsOf(known, nowMs);
  const probesFrom = (fromMs: number, toMs: number): number =>
    routers.reduce((sum, router) => {
      for (const [, count] of counts.quarters(router, fromMs, toMs)) sum += count;
      return sum;
    }, 0);
  // A router whose clock is ahead of ours is still heard.
  const probes = probesFrom(nowMs - dayMs, nowMs + dayMs);
  if (windows < fewestWindows) return { probes, windows };
  const before = Array.from({ length: windows }, (_, window) => {
    const toMs = nowMs - (window + 1) * dayMs;
    return probesFrom(toMs - dayMs, toMs);
  }).sort((one, other) => one - other);
  const median = medianOf(before);
  return {
    ...{ probes, windows, median, min: before[0] ?? 0, max: before.at(-1) ?? 0 },
    ...(median === 0 ? {} : { ratio: Math.round((100 * probes) / median) / 100 }),
  };
}

/** Whole windows since the journal knows something. */
function windowsOf(known: readonly Knowledge[], nowMs: number): number {
  const sinceMs = Math.min(...known.map(({ firstMs, readFromMs }) => Math.min(firstMs, readFromMs ?? firstMs)));
  if (!Number.isFinite(sinceMs)) return 0;
  return Math.max(0, Math.min(mostWindows, Math.floor((nowMs - dayMs - sinceMs) / dayMs)));
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
