const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * The moment that a person means: an ISO 8601 date or time (UTC where it names no zone), or how long ago (`90m`, `24h`, `7d`).
 * Undefined where it is neither.
 */
export function readMoment(text: string, nowMs: number): number | undefined {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago !== null) return nowMs - Number(ago[1]) * (unitsMs[ago[2] ?? ""] ?? 0);
  const [, date, clock = "", zone] = isoMoment.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const timeMs = Date.parse(clock === "" ? date : `${date}${clock}${zone ?? "Z"}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

const isoMoment = /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** Whether a month has that day: for the 30th of February Date tells one of March. */
function isDate(date: string): boolean {
  const timeMs = Date.parse(date);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(date);
}
