import { nearestHint } from "../config/nearest.ts";
import { readMoment } from "../model/moment.ts";

/** Makes the error for a wish that cannot be fulfilled: its name, what was given, and what is allowed. */
export type Refuse = (key: string, given: string, allowed: string) => Error;

/** A time as it is wished for: ISO 8601, or how long ago. */
export interface WishedPeriod {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * Reads a period.
 * @throws what `refuse` makes, for what is no time, and for a time that ends before it begins
 */
export function readPeriod(
  { since, until }: WishedPeriod,
  nowMs: number,
  refuse: Refuse,
): { readonly sinceMs: number | undefined; readonly untilMs: number | undefined } {
  const sinceMs = momentOf("since", since);
  const untilMs = momentOf("until", until);
  if (sinceMs !== undefined && untilMs !== undefined && untilMs <= sinceMs)
    throw refuse("until", until ?? "", `a time after ${JSON.stringify(since)}`);
  return { sinceMs, untilMs };

  function momentOf(key: keyof WishedPeriod, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const timeMs = readMoment(text, nowMs);
    if (timeMs !== undefined) return timeMs;
    throw refuse(key, text, "a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d");
  }
}

/**
 * The routers whose rows are wanted; undefined for all. A journal that knows none yet has nothing to tell of any.
 * @throws what `refuse` makes, when the journal has none of that name
 */
export function chooseRouters(
  name: string | undefined,
  known: readonly string[],
  refuse: Refuse,
): readonly string[] | undefined {
  if (name === undefined || known.length === 0) return undefined;
  if (known.includes(name)) return [name];
  throw refuse("router", name, `one that the journal knows: ${known.join(", ")}${nearestHint(name, known)}`);
}

/**
 * One of some words.
 * @throws what `refuse` makes, where it is none of them
 */
export function chooseWord<Word extends string>(
  key: string,
  given: string,
  words: readonly Word[],
  refuse: Refuse,
): Word {
  const word = words.find((candidate) => candidate === given);
  if (word !== undefined) return word;
  throw refuse(key, given, `one of ${words.join(", ")}${nearestHint(given, words)}`);
}
