/** A value together with where somebody wrote it, so that a problem can name the place. */
export interface Written {
  /** File and line, name of a variable, or flag. */
  readonly where: string;
  readonly value: Scalar | readonly Written[] | ReadonlyMap<string, Written>;
  /** The value as it was spelled, where that is known: `3.1` and `3.10` are one number and two words. */
  readonly spelled?: string | undefined;
}

export type Scalar = string | number | boolean | null;

/** A block of keys: the YAML and JSON mapping. */
export function isMapping(value: Written["value"]): value is ReadonlyMap<string, Written> {
  return value instanceof Map;
}

/** A plain JSON value, all of it written at one place. */
export function writtenAt(where: string, value: unknown): Written {
  if (Array.isArray(value)) return { where, value: value.map((item) => writtenAt(where, item)) };
  if (typeof value === "object" && value !== null) {
    return { where, value: new Map(Object.entries(value).map(([key, item]) => [key, writtenAt(where, item)])) };
  }
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { where, value: isScalar ? value : null, spelled: String(value) };
}

/** The value without its places. */
export function plainValue({ value }: Written): unknown {
  if (isMapping(value)) return Object.fromEntries([...value].map(([key, item]) => [key, plainValue(item)]));
  return Array.isArray(value) ? value.map(plainValue) : value;
}
