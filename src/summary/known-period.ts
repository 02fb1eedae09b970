import type { CountReader, Knowledge } from "../model/counts.ts";
import { createCalendar } from "./calendar.ts";
import type { Period } from "./period.ts";
import type { RouterZone } from "./tables.ts";

/** What the journal knows of a router, by its clock. */
export interface KnownRouter {
  readonly timezone: string;
  readonly known: Knowledge;
}

/** Routers by name with the zone of each: the configured one; of a router that is not configured, that of its last pass. */
export function withZones(
  counts: CountReader,
  names: readonly string[],
  configured: ReadonlyMap<string, string>,
): readonly RouterZone[] {
  return names.map((name) => ({ name, timezone: configured.get(name) ?? counts.timezone(name) ?? "UTC" }));
}

/** Those of some routers of which something is known. */
export function knownRouters(counts: CountReader, routers: readonly RouterZone[]): readonly KnownRouter[] {
  return routers.flatMap(({ name, timezone }) => {
    const known = counts.known(name);
    return known === undefined ? [] : [{ timezone, known }];
  });
}

/** What somebody asks for; from the beginning, or up to the end, where a bound is absent. */
interface AskedPeriod {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/**
 * The period that somebody asks for, as far as something is known of it; all of it where nothing is asked. A reading knows that
 * nothing came before the first probe and after the last; of a log that was imported that is believed of their days.
 */
export function knownPeriod(routers: readonly KnownRouter[], asked: AskedPeriod): Period | undefined {
  if (routers.length === 0) return undefined;
  const first = Math.min(...routers.map((router) => begin(router, asked.fromMs !== undefined)));
  const last = Math.max(...routers.map((router) => end(router, asked.toMs !== undefined)));
  const fromMs = Math.max(asked.fromMs ?? first, first);
  const toMs = Math.min(asked.toMs ?? last, last);
  return toMs > fromMs ? { fromMs, toMs } : undefined;
}

function begin({ timezone, known }: KnownRouter, isAsked: boolean): number {
  const { firstMs, readFromMs } = known;
  if (readFromMs !== undefined && readFromMs <= firstMs) return readFromMs;
  return isAsked ? dayAround(timezone, firstMs).fromMs : Math.floor(firstMs / secondMs) * secondMs;
}

function end({ timezone, known }: KnownRouter, isAsked: boolean): number {
  const { lastMs, readToMs } = known;
  if (readToMs !== undefined && readToMs > lastMs) return readToMs;
  return isAsked ? dayAround(timezone, lastMs).toMs : (Math.floor(lastMs / secondMs) + 1) * secondMs;
}

const secondMs = 1000;

function dayAround(timezone: string, timeMs: number): Period {
  const [day] = createCalendar(timezone).days(timeMs, timeMs + 1);
  return day ?? { fromMs: timeMs, toMs: timeMs + 1 };
}
