/** Whether a topic fits a filter with the wildcards `+` and `#` (MQTT 5, 4.7). */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  const end = wanted.at(-1) === "#" ? wanted.length - 1 : undefined;
  if (end === undefined && wanted.length !== levels.length) return false;
  if (end !== undefined && levels.length < end) return false;
  return wanted.slice(0, end).every((level, index) => level === "+" || level === levels[index]);
}
