const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Wed Nov  3 18:00:24 2010`, as C's ctime writes a wall time in ms as if it were UTC; `pad` fills a day of one digit. */
export function ctimeText(wallMs: number, pad = " "): string {
  const wall = new Date(wallMs);
  return `${weekdays[wall.getUTCDay()]} ${monthAndDay(wall, pad)} ${timeOfDay(wall)} ${wall.getUTCFullYear()}`;
}

/** `Nov  3 18:00:24`, as RFC 3164 has it: no year and no zone. */
export function syslogTimeText(wallMs: number): string {
  const wall = new Date(wallMs);
  return `${monthAndDay(wall, " ")} ${timeOfDay(wall)}`;
}

function monthAndDay(wall: Date, pad: string): string {
  return `${months[wall.getUTCMonth()]} ${String(wall.getUTCDate()).padStart(2, pad)}`;
}

function timeOfDay(wall: Date): string {
  return wall.toISOString().slice(11, 19);
}
