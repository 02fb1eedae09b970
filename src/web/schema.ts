/** A JSON Schema (2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const described: unique symbol;

/** A schema, and the type of the values that it describes; the compiler takes it for no other type's. */
export interface Schema<T> {
  readonly json: JsonSchema;
  readonly [described]?: (value: T) => T;
}

/** A key that may be absent. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** A schema of whatever type. */
export interface AnySchema {
  readonly json: JsonSchema;
}

type Keys = Readonly<Record<string, AnySchema | { readonly optional: AnySchema }>>;
type OptionalKeys<K> = { [Key in keyof K]: K[Key] extends { readonly optional: AnySchema } ? Key : never }[keyof K];
type Flat<T> = { [Key in keyof T]: T[Key] };

/** The values that keys lead to. */
type ObjectOf<K> = Flat<
  { readonly [Key in Exclude<keyof K, OptionalKeys<K>>]: K[Key] extends Schema<infer T> ? T : never } & {
    readonly [Key in OptionalKeys<K>]?: K[Key] extends Optional<infer T> ? T : never;
  }
>;

/** Text; `limits` are more keywords of JSON Schema, as of all others. */
export function text(description: string, limits: JsonSchema = {}): Schema<string> {
  return { json: { type: "string", description, ...limits } };
}

/** One of some words. */
export function word<const Word extends string>(description: string, words: readonly Word[]): Schema<Word> {
  return { json: { type: "string", description, enum: words } };
}

/** An ISO 8601 time, UTC with milliseconds. */
export function time(description: string): Schema<string> {
  return { json: { type: "string", format: "date-time", description } };
}

export function integer(description: string, limits: JsonSchema = {}): Schema<number> {
  return { json: { type: "integer", description, ...limits } };
}

export function number(description: string, limits: JsonSchema = {}): Schema<number> {
  return { json: { type: "number", description, ...limits } };
}

export function flag(description: string): Schema<boolean> {
  return { json: { type: "boolean", description } };
}

/** Values one after the other. */
export function list<T>(description: string, items: Schema<T>, limits: JsonSchema = {}): Schema<readonly T[]> {
  return { json: { type: "array", description, items: items.json, ...limits } };
}

/** Values by keys that are not known before. */
export function map<T>(description: string, values: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { json: { type: "object", description, additionalProperties: values.json } };
}

/** A value, or null where there is none. */
export function orNull<T>({ json }: Schema<T>): Schema<T | null> {
  return { json: { anyOf: [json, { type: "null" }] } };
}

/** A value of any of these. */
export function oneOf<A, B, C>(a: Schema<A>, b: Schema<B>, c: Schema<C>): Schema<A | B | C> {
  return { json: { anyOf: [a.json, b.json, c.json] } };
}

/** What is not described any further. */
export function anything(description: string): Schema<unknown> {
  return { json: { description } };
}

/** An object with these keys and no others. */
export function object<const K extends Keys>(description: string, keys: K): Schema<ObjectOf<K>> {
  const entries = Object.entries<Keys[string]>(keys);
  const properties = Object.fromEntries(
    entries.map(([key, value]) => [key, "optional" in value ? value.optional.json : value.json]),
  );
  const required = entries.filter(([, value]) => !("optional" in value)).map(([key]) => key);
  return { json: { type: "object", description, properties, required, additionalProperties: false } };
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}
