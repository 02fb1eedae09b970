import { UsageError } from "../errors.ts";
import { chooseRouters, chooseWord, type Refuse, readPeriod } from "../tasks/wishes.ts";
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
export function readPeriodFlags({ flags, now }: CommandContext): PeriodFlags {
  const wished = { since: textOf(flags["since"]), until: textOf(flags["until"]) };
  return { ...readPeriod(wished, now(), refuse), router: textOf(flags["router"]) };
}

/**
 * The routers whose rows are wanted; undefined for all.
 * @throws UsageError when the journal has none of that name
 */
export function chosenRouters(name: string | undefined, known: readonly string[]): readonly string[] | undefined {
  return chooseRouters(name, known, refuse);
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
  return given === undefined ? words[0] : chooseWord(name, String(given), words, refuse);
}

const refuse: Refuse = (name, given, allowed) => new UsageError([`--${name}: ${JSON.stringify(given)} – ${allowed}`]);

function textOf(flag: CommandContext["flags"][string]): string | undefined {
  return typeof flag === "string" ? flag : undefined;
}
