import { readMoment } from "../../model/moment.ts";
import { RequestProblem } from "../problem.ts";
import { list, optional, text } from "../schema.ts";

/** Keys of a query about some routers. */
export const routerKeys = {
  router: optional(
    list("names of routers, each of its own; all where absent", text("name", { maxLength: 64 }), { maxItems: 32 }),
  ),
} as const;

/** Keys of a query about a time. */
export const periodKeys = {
  ...routerKeys,
  from: optional(text("ISO 8601, how long ago (90m, 24h, 7d), or all; 24h where absent", { maxLength: 40 })),
  to: optional(text("ISO 8601, or how long ago; now where absent", { maxLength: 40 })),
} as const;

interface PeriodQuery {
  readonly router?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/**
 * Reads which routers and which time are meant.
 * @throws RequestProblem for what is no time, and for a time that ends before it begins
 */
export function periodOf({ router, from = "24h", to }: PeriodQuery, nowMs: number) {
  const fromMs = from === "all" ? undefined : momentOf("from", from, nowMs);
  const toMs = to === undefined ? undefined : momentOf("to", to, nowMs);
  if ((fromMs ?? Number.NEGATIVE_INFINITY) >= (toMs ?? Number.POSITIVE_INFINITY))
    throw new RequestProblem(400, "to: a time after from");
  return { routers: router, fromMs, toMs };
}

function momentOf(key: string, given: string, nowMs: number): number {
  const timeMs = readMoment(given, nowMs);
  if (timeMs !== undefined) return timeMs;
  const allowed = "a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d";
  throw new RequestProblem(400, `${key}: ${JSON.stringify(given)} – ${allowed}`);
}
