/** What an answer that should be JSON turned out to be. */
export type JsonAnswer =
  | { readonly kind: "json"; readonly value: unknown }
  /** It begins as JSON does and has no end, or there is nothing at all. */
  | { readonly kind: "cut" }
  | { readonly kind: "other" };

/** Reads the text of an answer. Never throws. */
export function readJson(text: string): JsonAnswer {
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    // The parser of JSON has no other way to say that a text is none.
    return { kind: /^\s*(?:[[{]|$)/.test(text) ? "cut" : "other" };
  }
}

/** The fields of an object; none where it is something else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The items of a list; undefined where it is something else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A text; undefined where it is something else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
