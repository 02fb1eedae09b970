/** A state of more than 255 characters would be refused with two warnings. */
const longestState = 255;
const table = "(value_json | default([]))";

/** Gives the value of a key, and `None`, which stands for "unknown", where the key is missing. */
export function read<Payload>(key: keyof Payload & string): string {
  return `{{ ${value<Payload>(key)} | default('None') }}`;
}

/** The same, cut to the length of a state. */
export function readText<Payload>(key: keyof Payload & string): string {
  return `{{ (${value<Payload>(key)} | default('None') | string)[:${longestState}] }}`;
}

/** The value of a key in millions, with one decimal. */
export function readMillions<Payload>(key: keyof Payload & string): string {
  const found = value<Payload>(key);
  return `{{ (${found} / 1e6) | round(1) if ${found} is defined else 'None' }}`;
}

/** ON where a key is true, OFF where it is false. */
export function readFlag<Payload>(key: keyof Payload & string): string {
  const found = value<Payload>(key);
  return `{{ ('ON' if ${found} else 'OFF') if ${found} is defined else 'None' }}`;
}

/** `offline` while a key is true: for what is not available then. */
export function offlineWhile<Payload>(key: keyof Payload & string): string {
  return `{{ 'offline' if ${value<Payload>(key)} | default(false) else 'online' }}`;
}

/** The first row of a table that is known: its key, and its name where it has one of its own. */
export function readTop(shown: "key and name" | "name"): string {
  const row = "rows[0]";
  const text = shown === "name" ? `${row}['name']` : `[${row}['key'], ${row}['name']] | unique | join(' ')`;
  return `{% set rows = ${table} | rejectattr('key', 'eq', 'UNKNOWN') | list %}{{ (${text})[:${longestState}] if rows else 'None' }}`;
}

/** A table as attributes, which are an object. */
export const tableAttributes = `{{ {'table': ${table}} | tojson }}`;

/** Where a topic is taken away its payload is empty, and there is no `value_json`: an error in Home Assistant's log. */
function value<Payload>(key: keyof Payload & string): string {
  return `(value_json | default({})).${key}`;
}
