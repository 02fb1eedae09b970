import type { AssumedYears } from "../formats/stamps.ts";

/** Why lines without a year are of the one that was taken. */
export const yearReasons: Readonly<Record<AssumedYears["from"], string>> = {
  year: "as told",
  file: "the latest before the file's date",
  now: "the latest before now",
};

/** "1 line", "2 lines". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "netfilter 5, smc-amit 1": names with their counts, the highest first. */
export function listed(
  counts: ReadonlyMap<string, number>,
  words: (name: string, count: number) => string = (name, count) => `${name} ${count}`,
): string {
  const most = [...counts].toSorted(([, one], [, other]) => other - one);
  return most.map(([name, count]) => words(name, count)).join(", ");
}
