import { UsageError } from "../errors.ts";
import type { Refusal } from "./row.ts";

/** Gathers all that is wrong with a configuration, to be told at once. */
export interface Problems {
  /** A problem of a place, without a value. */
  say(where: string, words: string): void;
  /** A value that is not taken. It is shown, unless it may be a secret. */
  refuse(where: string, path: string, seen: Seen, refusal: Refusal): void;
  /** @throws UsageError with every problem, one line each, in the order of the places */
  throwIfAny(): void;
}

interface Seen {
  readonly value: unknown;
  readonly isSecret: boolean;
}

const longestShown = 60;

export function createProblems(): Problems {
  const lines: string[] = [];
  return {
    say: (where, words) => void lines.push(`${where}: ${words}`),
    refuse: (where, path, seen, { allowed, nearest }) => {
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      lines.push(`${where}: ${path}: ${show(seen)} – ${allowed}${hint}`);
    },
    throwIfAny: () => {
      if (lines.length > 0) throw new UsageError([...new Set(lines)].sort(byPlace));
    },
  };
}

/** A secret is not shown, nor is a whole block, which may hold one. */
function show({ value, isSecret }: Seen): string {
  if (value === undefined || value === null || value === "") return "not given";
  if (isSecret) return "(not shown)";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block of keys";
  const shown = JSON.stringify(typeof value === "string" ? withoutCredentials(value) : value);
  return shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown;
}

/** Addresses are where passwords hide: http://name:password@host. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/.*@/s, "//***@");
}

/** Problems of one file by their line; what has no line keeps its turn. */
function byPlace(one: string, other: string): number {
  return lineOf(one) - lineOf(other);
}

function lineOf(problem: string): number {
  return Number(/^[^\n]*?:(\d+): /.exec(problem)?.[1] ?? Number.MAX_SAFE_INTEGER);
}
