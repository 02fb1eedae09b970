import { nearest } from "../config/nearest.ts";
import { UsageError } from "../errors.ts";
import { readMoment } from "../tasks/moment.ts";
import type { CommandContext, CommandOptions } from "./command.ts";

/** The options that choose a time and a router. */
export const periodOptions = {
  since: {
    type: "string",
    value: "TIME",
    doc: "from this time on: ISO 8601, or how long ago (24h, 7d)",
    default: "the beginning",
  },
  until: { type: "string", value: "TIME", doc: "up to before this time", default: "the end" },
  router: { type: "string", value: "NAME", doc: "this router alone", default: "all" },
} as const satisfies CommandOptions;

/** What those options ask for. */
export interface PeriodFlags {
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly router: string | undefined;
}

/**
 * Reads them.
 * @throws UsageError for what is no time, and for a time that ends before it begins
 */
export function readPeriodFlags(context: CommandContext): PeriodFlags {
  const { flags } = context;
  const sinceMs = momentOf(context, "since");
  const untilMs = momentOf(context, "until");
  if (sinceMs !== undefined && untilMs !== undefined && untilMs <= sinceMs)
    throw new UsageError([`--until: ${JSON.stringify(flags["until"])} – a time after --since`]);
  return { sinceMs, untilMs, router: typeof flags["router"] === "string" ? flags["router"] : undefined };
}

/**
 * The routers whose rows are wanted; undefined for all.
 * @throws UsageError when the journal has none of that name
 */
export function chosenRouters(name: string | undefined, known: readonly string[]): readonly string[] | undefined {
  if (name === undefined) return undefined;
  if (known.includes(name)) return [name];
  throw new UsageError([
    `--router: ${JSON.stringify(name)} – one that the journal knows: ${known.join(", ")}${hint(name, known)}`,
  ]);
}

/**
 * One of some words that an option takes.
 * @throws UsageError where it is none of them
 */
export function wordFlag<Word extends string>(
  { flags }: CommandContext,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const given = flags[name];
  if (given === undefined) return words[0];
  const word = words.find((candidate) => candidate === given);
  if (word !== undefined) return word;
  const text = String(given);
  throw new UsageError([`--${name}: ${JSON.stringify(text)} – one of ${words.join(", ")}${hint(text, words)}`]);
}

function momentOf({ flags, now }: CommandContext, name: string): number | undefined {
  const text = flags[name];
  if (typeof text !== "string") return undefined;
  const timeMs = readMoment(text, now());
  if (timeMs !== undefined) return timeMs;
  throw new UsageError([
    `--${name}: ${JSON.stringify(text)} – a time such as 2026-11-23T12:00:00Z, 2026-11-23, 24h or 7d`,
  ]);
}

function hint(text: string, right: readonly string[]): string {
  const meant = nearest(text, right);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
