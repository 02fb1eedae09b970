/** How numbers, times and durations are written for people. Times are in the viewer's zone. */

const numbers = new Intl.NumberFormat("en");
const shares = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** 4,134. */
export function count(value: number): string {
  return numbers.format(value);
}

/** "1 probe", "4,134 probes". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${numbers.format(value)} ${value === 1 ? one : many}`;
}

/** "13.5 %". */
export function percent(value: number): string {
  return `${shares.format(value)} %`;
}

/** 1.2 MB. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[power]}`;
}

/** The two largest units: "4 min 28 s", "12 d 19 h", "3 h". */
export function duration(ms: number): string {
  const units = [
    ["d", day],
    ["h", hour],
    ["min", minute],
    ["s", second],
  ] as const;
  const rounded = Math.max(second, Math.round(ms / second) * second);
  const first = units.findIndex(([, size]) => rounded >= size);
  const [name, size] = units[first] ?? ["s", second];
  const whole = Math.floor(rounded / size);
  const [nextName, nextSize] = units[first + 1] ?? ["", 0];
  const rest = nextSize === 0 ? 0 : Math.floor((rounded - whole * size) / nextSize);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${nextName}`;
}

/** "just now", "4 min ago", "3 h ago", "12 d ago". */
export function ago(timeMs: number, nowMs: number): string {
  const age = nowMs - timeMs;
  if (age < 10 * second) return "just now";
  const [name, size] =
    age < minute
      ? (["s", second] as const)
      : age < hour
        ? (["min", minute] as const)
        : age < 2 * day
          ? (["h", hour] as const)
          : (["d", day] as const);
  return `${Math.floor(age / size)} ${name} ago`;
}

/** "14:02" today, "Tue 14:02" within six days, "3 Nov 14:02" within the year, "3 Nov 2025" before. */
export function when(timeMs: number, nowMs: number): string {
  const date = new Date(timeMs);
  const now = new Date(nowMs);
  if (date.toDateString() === now.toDateString()) return clock(timeMs);
  if (nowMs - timeMs < 6 * day && timeMs < nowMs) return `${part(date, { weekday: "short" })} ${clock(timeMs)}`;
  if (date.getFullYear() === now.getFullYear())
    return `${part(date, { day: "numeric", month: "short" })} ${clock(timeMs)}`;
  return part(date, { day: "numeric", month: "short", year: "numeric" });
}

function clock(timeMs: number): string {
  return part(new Date(timeMs), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "2026-11-23 14:02:31" in a zone, the viewer's where none is given. */
export function exact(timeMs: number, timeZone?: string): string {
  const written = new Intl.DateTimeFormat("sv", {
    dateStyle: "short",
    timeStyle: "medium",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return written.format(timeMs);
}

function part(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", options).format(date);
}
