/** 4,134. */
export function number(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** 13.52 %, which no line is broken in. */
export function percent(share: number, decimals = 2): string {
  return `${share.toFixed(decimals)}\u{a0}%`;
}

/** "1 host", "16 hosts". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const units: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** "4 min 28 s", "3 h 5 min", "12 d 19 h": the two largest units. */
export function duration(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(" ");
}

/** "2003-06-14 00:07" on the clock of a zone; with seconds where they are wanted. */
export function localTime(timeMs: number, timezone: string, hasSeconds = false): string {
  // The Swedish form of a date and time is the ISO one.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: hasSeconds ? "medium" : "short",
  });
  return format.format(timeMs);
}

/** "2003-06-14 00:07 to 03:12": the second date only where it is another one. */
export function localPeriod(fromMs: number, toMs: number, timezone: string): string {
  const [from, to] = [localTime(fromMs, timezone), localTime(toMs, timezone)];
  const [fromDate] = from.split(" ");
  return `${from} to ${to.startsWith(`${fromDate} `) ? to.slice(fromDate?.length).trimStart() : to}`;
}

/** Without control characters, which must not reach a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");
}

/** The largest of some numbers, or `least`; a list of them may be too long for the arguments of a function. */
export function largest(values: readonly number[], least = 0): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}
