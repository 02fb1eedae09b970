import { Parser } from "htmlparser2";

/** One field of a form that a browser would send without anybody typing. */
interface FormField {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

export interface Form {
  /** As the page has it, not resolved; "" for the page itself. */
  readonly action: string;
  readonly method: "GET" | "POST";
  readonly name: string;
  /** All inputs with a name, hidden ones too, in order. */
  readonly fields: readonly FormField[];
}

/**
 * What a person would read: without comments, scripts and styles; a line for each row or paragraph, a tab between cells, blanks drawn together.
 * Tags need not be balanced, and what the page leaves open ends with it.
 */
export function visibleText(html: string): string {
  const pieces: string[] = [];
  walk(html, {
    text: (text, within) => {
      if (!within.some((tag) => silentTags.has(tag))) pieces.push(text.replaceAll(/\s+/g, " "));
    },
    open: (tag) => {
      if (lineTags.has(tag)) pieces.push("\n");
      else if (tag === "td" || tag === "th") pieces.push("\t");
    },
    close: (tag) => {
      if (lineTags.has(tag)) pieces.push("\n");
    },
  });
  return tidyLines(pieces.join(""));
}

/** Text without the blanks that no browser shows: around tabs and lines, and of several but one. Empty lines are left out. */
export function tidyLines(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      line
        .replaceAll(/ *\t */g, "\t")
        .replaceAll(/ +/g, " ")
        .trim(),
    )
    .filter((line) => line !== "")
    .join("\n");
}

/** The forms of a page. Fields that follow a form which was never closed belong to it, as in browsers. */
export function readForms(html: string): readonly Form[] {
  const forms: (Omit<Form, "fields"> & { readonly fields: FormField[] })[] = [];
  let current: (typeof forms)[number] | undefined;
  walk(html, {
    open: (tag, attributes) => {
      if (tag === "form") {
        current = formOf(attributes);
        forms.push(current);
      }
      const name = attributes["name"] ?? "";
      if (tag === "input" && name !== "") {
        current?.fields.push({
          name,
          type: (attributes["type"] ?? "text").toLowerCase(),
          value: attributes["value"] ?? "",
        });
      }
    },
    close: (tag, isImplied) => {
      if (tag === "form" && !isImplied) current = undefined;
    },
  });
  return forms;
}

/**
 * The text of the first element with this id or name (a textarea, a pre, an input's value), entities decoded, line breaks kept.
 * `undefined` where the page has none.
 */
export function elementText(html: string, idOrName: string): string | undefined {
  let found: { readonly tag: string; text: string; depth: number } | undefined;
  walk(html, {
    open: (tag, attributes) => {
      if (found !== undefined) {
        found.depth += tag === found.tag && found.depth > 0 ? 1 : 0;
      } else if (attributes["id"] === idOrName || attributes["name"] === idOrName) {
        found = tag === "input" ? { tag, text: attributes["value"] ?? "", depth: 0 } : { tag, text: "", depth: 1 };
      }
    },
    text: (text) => {
      if (found !== undefined && found.depth > 0) found.text += text;
    },
    close: (tag) => {
      if (found !== undefined && tag === found.tag && found.depth > 0) found.depth -= 1;
    },
  });
  // The line break right after the tag is no part of these two, HTML standard 13.2.6.4.7.
  const startsWithBreak = found?.tag === "textarea" || found?.tag === "pre";
  return startsWithBreak ? found?.text.replace(/^\r?\n/, "") : found?.text;
}

/** A table's rows, each as the texts of its cells. */
export type Table = readonly (readonly string[])[];

/**
 * The tables of a page, in the order in which they begin; one within another is a table of its own. Cells and rows need not be closed,
 * comments and scripts are no text.
 */
export function readTables(html: string): readonly Table[] {
  const tables: string[][][] = [];
  const open: string[][][] = [];
  walk(html, {
    open: (tag) => {
      const rows = open.at(-1);
      if (tag === "table") {
        const table: string[][] = [];
        tables.push(table);
        open.push(table);
      } else if (tag === "tr") rows?.push([]);
      else if (tag === "td" || tag === "th") rows?.at(-1)?.push("");
    },
    text: (text, within) => {
      const row = open.at(-1)?.at(-1);
      if (row !== undefined && row.length > 0 && !within.some((tag) => silentTags.has(tag)))
        row.push(row.pop() + text.replaceAll(/\s+/g, " "));
    },
    close: (tag) => {
      if (tag === "table") open.pop();
    },
  });
  return tables.map((rows) => rows.map((cells) => cells.map((cell) => cell.trim())));
}

/**
 * The rows of the page's last table with so many columns, without its heading: a first row that begins with words in the place of an
 * address. Rows without any text are left out. Undefined where there is no such table.
 */
export function packetTable(html: string, columns: number): Table | undefined {
  const table = readTables(html).findLast((rows) => rows[0]?.length === columns);
  const isHeading = /\p{L}/u.test(table?.[0]?.[0] ?? "");
  return table?.slice(isHeading ? 1 : 0).filter((cells) => cells.some((cell) => cell !== ""));
}

/** The text of every script of a page, in order: many routers keep their log in one. */
export function scriptTexts(html: string): readonly string[] {
  const scripts: string[] = [];
  walk(html, {
    open: (tag) => {
      if (tag === "script") scripts.push("");
    },
    text: (text, within) => {
      if (within.at(-1) === "script") scripts.push((scripts.pop() ?? "") + text);
    },
  });
  return scripts;
}

/** Text with its character references resolved, and nothing else of it taken for markup. */
export function decodeEntities(text: string): string {
  const pieces: string[] = [];
  walk(text.replaceAll("<", "&lt;"), { text: (piece) => pieces.push(piece) });
  return pieces.join("");
}

/**
 * The lines of a page as its text has them, without a reading of its structure: tags that begin or end a line part them, tags of cells
 * are blanks, entities are decoded. What somebody wrote into a row (the beginning of a comment, the end of a textarea) can spoil that
 * row, and no other. Blank lines are left out.
 */
export function looseLines(html: string): readonly string[] {
  return html
    .split(lineBreak)
    .map((line) => plainLine(line.replaceAll(/<\/?t[dh]\b[^<>]{0,500}>/gi, " ")))
    .filter((line) => line !== "");
}

/** Whether a page is whole, which its last words tell; blanks may follow. An empty marker trusts every page. */
export function endsWithMarker(html: string, marker: string): boolean {
  return html.trimEnd().toLowerCase().endsWith(marker.toLowerCase());
}

/** Whether a page has a form with a field for a password: a login, in place of what was asked for. */
export function asksForPassword(html: string): boolean {
  return readForms(html).some(({ fields }) => fields.some(({ type }) => type === "password"));
}

function plainLine(line: string): string {
  return (line.includes("&") ? decodeEntities(line) : line).trim();
}

const lineBreak = /\r\n|\n|\r|<(?:br|\/?(?:tr|p|div|pre|textarea|table|tbody|li|ul))\b[^<>]{0,500}>/i;

interface Visitor {
  readonly open?: (tag: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string, within: readonly string[]) => void;
  /** `isImplied`: the page did not close it here. */
  readonly close?: (tag: string, isImplied: boolean) => void;
}

/** Pages that never close their tags are deep by some hundreds; the parser's time grows with the square of it. */
const deepest = 10_000;

/** A page that is deeper than any is given up there, with what was seen until then. */
function walk(html: string, visitor: Visitor): void {
  const within: string[] = [];
  const parser = new Parser({
    onopentag: (tag, attributes) => {
      within.push(tag);
      if (within.length > deepest) parser.pause();
      visitor.open?.(tag, attributes);
    },
    ontext: (text) => visitor.text?.(text, within),
    onclosetag: (tag, isImplied) => {
      const index = within.lastIndexOf(tag);
      if (index !== -1) within.length = index;
      visitor.close?.(tag, isImplied);
    },
  });
  parser.end(html);
}

function formOf(attributes: Readonly<Record<string, string>>): Omit<Form, "fields"> & { readonly fields: FormField[] } {
  return {
    action: (attributes["action"] ?? "").trim(),
    method: attributes["method"]?.trim().toUpperCase() === "POST" ? "POST" : "GET",
    name: attributes["name"] ?? "",
    fields: [],
  };
}

/** What is inside of these nobody reads. */
export const silentTags: ReadonlySet<string> = new Set(["script", "style", "title", "noscript", "template"]);
/** What begins and ends a line. */
export const lineTags: ReadonlySet<string> = new Set(
  "address article blockquote body br center div dl dt dd fieldset form h1 h2 h3 h4 h5 h6 head hr html li ol p pre section table tbody textarea tr ul".split(
    " ",
  ),
);
