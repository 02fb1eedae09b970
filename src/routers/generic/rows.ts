import { givenTo, type Literal } from "../html/script.ts";
import { selectTexts } from "../html/select.ts";
import { scriptTokens } from "../html/tokens.ts";
import { fieldsOf, itemsOf, readJson } from "../http/json.ts";
import type { GenericOptions } from "./options.ts";

/** The rows of a page in its own order, each as one text; or that it ends within them, or has no place for them. */
export type FoundRows =
  | { readonly kind: "rows"; readonly rows: readonly string[] }
  | { readonly kind: "cut" }
  | { readonly kind: "missing" };

/** Looks for the log where the options say that it is. */
export function findRows(body: string, options: GenericOptions): FoundRows {
  const found = finders[placeOf(options)](body, options);
  return "kind" in found ? found : { kind: "rows", rows: found.flatMap((text) => split(text, options)) };
}

/** Kinds of places; the option is one of these words. */
type Place = "element" | "script" | "json" | "text";

type Found = readonly string[] | Exclude<FoundRows, { readonly kind: "rows" }>;

const finders: Readonly<Record<Place, (body: string, options: GenericOptions) => Found>> = {
  element: (body, { rows_at }) => {
    const texts = selectTexts(body, rows_at === "" ? "textarea, pre" : rows_at);
    return texts.length === 0 ? missing : texts;
  },
  script: inScript,
  json: inJson,
  // A page of HTML in place of the log is a login, or an error.
  text: (body) =>
    body.trim() === "" ? { kind: "cut" } : /^\s*<(?:!doctype|!--|html|head|script)/i.test(body) ? missing : [body],
};

const missing = { kind: "missing" } as const;

/** Which of them it is. */
function placeOf({ rows_in }: Pick<GenericOptions, "rows_in">): Place {
  return rows_in === "script" || rows_in === "json" || rows_in === "text" ? rows_in : "element";
}

function inScript(body: string, { rows_at, cells_per_row }: GenericOptions): Found {
  // Some logs are a script of their own.
  const page = /<script/i.test(body) ? body : `<script>${body}`;
  const { isFound, isClosed, literals } = givenTo(scriptTokens(page), rows_at);
  if (!isFound) return missing;
  return isClosed ? grouped(literals, cells_per_row) : { kind: "cut" };
}

function grouped(literals: readonly Literal[], size: number): readonly string[] {
  return Array.from({ length: Math.ceil(literals.length / size) }, (_, row) =>
    literals
      .slice(row * size, (row + 1) * size)
      .map(({ text }) => (size === 1 ? text : oneLine(text)))
      .join("\t"),
  );
}

function inJson(body: string, options: GenericOptions): Found {
  const answer = readJson(body);
  if (answer.kind !== "json") return answer.kind === "cut" ? { kind: "cut" } : missing;
  const value = valueAt(answer.value, options.rows_at === "" ? [] : options.rows_at.split("."));
  if (typeof value === "string") return [value];
  return itemsOf(value)?.map((item) => rowOf(item, options.cells)) ?? missing;
}

/** Only what the answer has of its own: no path leads to what every object has. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    return new Map<string, unknown>(Object.entries(node)).get(key);
  }, value);
}

/** A text as it is; of a list its items; of an object the fields that are wanted, or all of it as JSON. */
function rowOf(item: unknown, cells: string): string {
  const items = itemsOf(item);
  if (items !== undefined) return items.map(cellOf).join("\t");
  if (typeof item !== "object" || item === null) return oneLine(cellOf(item));
  if (cells === "") return JSON.stringify(item);
  const fields = new Map(Object.entries(fieldsOf(item)));
  return cells
    .split(",")
    .map((name) => cellOf(fields.get(name.trim())))
    .join("\t");
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return oneLine(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** Whoever writes a line break into a cell makes no second row of it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, " ");
}

function split(text: string, { row_separator }: GenericOptions): readonly string[] {
  return text.split(row_separator === "" ? /\r\n|\n|\r/ : row_separator).filter((row) => row.trim() !== "");
}
