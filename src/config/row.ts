import type { OptionRow, OptionTable } from "../model/options.ts";
import { nearest } from "./nearest.ts";

/** Why a value is not taken: what is allowed in its place, and the right spelling that is nearest to it. */
export interface Refusal {
  readonly allowed: string;
  readonly nearest?: string | undefined;
}

/** One key of the configuration: a leaf of the convict schema, whose `checked` format asks `check`. */
export type Row<T> = {
  readonly doc: string;
  readonly default: T;
  readonly format: "checked";
  /** How text from the environment or a flag is read, and whether a plain YAML number counts as the word that it looks like. */
  readonly kind: "text" | "word" | "number" | "boolean" | "list";
  /** Never shown, in no problem and on no topic. */
  readonly sensitive: boolean;
  /** Without a default that would do: it must be given. */
  readonly isRequired: boolean;
  readonly check: (value: unknown) => Refusal | undefined;
};

/** A schema, or one block of it. */
export interface RowTree {
  readonly [key: string]: Row<unknown> | RowTree;
}

/** The values that a schema leads to. */
export type Values<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends Row<infer T> ? T : Values<Tree[Key]>;
};

/** A rule for text that is more than its type; says what is allowed where the text breaks it. */
export type TextRule = (text: string) => Refusal | undefined;

interface TextTraits {
  readonly rule?: TextRule;
  readonly sensitive?: boolean;
  readonly isRequired?: boolean;
}

/** A key that holds text. An empty text is "not set" and meets every rule, unless the key is required. */
export function text(doc: string, fallback: string, traits: TextTraits = {}): Row<string> {
  const isRequired = traits.isRequired ?? false;
  return {
    ...leaf(doc, fallback, "text", (value) => {
      if (typeof value !== "string") return { allowed: "text; a number, true or false needs quotes" };
      return value === "" && !isRequired ? undefined : traits.rule?.(value);
    }),
    isRequired,
    sensitive: traits.sensitive ?? false,
  };
}

/** A key that holds one of a few words. */
export function word<Word extends string>(doc: string, fallback: Word, words: readonly Word[]): Row<Word> {
  return leaf<Word>(doc, fallback, "word", (value) => {
    if (words.some((candidate) => candidate === value)) return undefined;
    return { allowed: `one of ${words.join(", ")}`, nearest: nearest(asWord(value), words) };
  });
}

/** A key that holds a number; a whole one where default and limits are whole. */
export function number(
  doc: string,
  fallback: number,
  limits: { readonly min: number; readonly max: number },
): Row<number> {
  const isWhole = [fallback, limits.min, limits.max].every(
    (limit) => Number.isInteger(limit) || !Number.isFinite(limit),
  );
  return leaf(doc, fallback, "number", (value) => {
    const isNumber = typeof value === "number" && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value));
    if (isNumber && value >= limits.min && value <= limits.max) return undefined;
    return { allowed: `a ${isWhole ? "whole " : ""}number${describeLimits(limits.min, limits.max)}` };
  });
}

/** A key that holds true or false. */
export function flag(doc: string, fallback: boolean): Row<boolean> {
  return leaf(doc, fallback, "boolean", (value) =>
    typeof value === "boolean" ? undefined : { allowed: "true or false", nearest: truthOf(value) },
  );
}

/** A key that holds a list; its items are checked by whoever reads them, so that each problem has its own line. */
export function list<Item>(doc: string, allowed: string, fallback: readonly Item[] = []): Row<readonly Item[]> {
  return leaf(doc, fallback, "list", (value) => (Array.isArray(value) ? undefined : { allowed }));
}

/** The rows of a family's or a detector's own options. */
export function optionRows(table: OptionTable): Readonly<Record<string, Row<string | number | boolean>>> {
  return Object.fromEntries(Object.entries(table).map(([key, option]) => [key, optionRow(option)]));
}

/** True for a leaf of a schema, false for a block. */
export function isRow(node: Row<unknown> | RowTree): node is Row<unknown> {
  return node["format"] === "checked";
}

function optionRow(option: OptionRow): Row<string | number | boolean> {
  const { doc, default: fallback, oneOf, min, max } = option;
  if (typeof fallback === "boolean") return flag(doc, fallback);
  if (typeof fallback === "string")
    return oneOf === undefined ? text(doc, fallback, traitsOf(option)) : word(doc, fallback, oneOf);
  return number(doc, fallback, { min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY });
}

function traitsOf({ isSecret, refuse }: OptionRow): TextTraits {
  const rule: TextRule = (value) => {
    const allowed = refuse?.(value);
    return allowed === undefined ? undefined : { allowed };
  };
  return { sensitive: isSecret === true, rule };
}

function leaf<T>(doc: string, fallback: T, kind: Row<T>["kind"], check: Row<T>["check"]): Row<T> {
  return { doc, default: fallback, format: "checked", kind, sensitive: false, isRequired: false, check };
}

function describeLimits(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return `, at least ${min}`;
  return Number.isFinite(max) ? `, at most ${max}` : "";
}

/** The words of YAML 1.1, which are plain text today. */
function truthOf(value: unknown): string | undefined {
  const said = asWord(value).toLowerCase();
  if (["yes", "on", "y", "1"].includes(said)) return "true";
  return ["no", "off", "n", "0"].includes(said) ? "false" : undefined;
}

/** A list or a block resembles no word; and a block may have a key `toString` of its own. */
function asWord(value: unknown): string {
  return typeof value === "object" ? "" : String(value);
}
