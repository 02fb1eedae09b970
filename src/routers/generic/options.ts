import { formats } from "../../formats/index.ts";
import type { OptionTable, OptionValues } from "../../model/options.ts";
import type { RouterSettings } from "../../model/router.ts";
import { refuseNotePattern, refusePattern } from "./pattern-rules.ts";
import { timeReader } from "./time-form.ts";

export const genericOptions = {
  login: {
    doc: "How the router asks for the password: not at all, by the browser's own box (Basic or Digest, whichever it wants), or by a form on a page",
    default: "none",
    oneOf: ["none", "box", "form"],
  },
  log_path: { doc: "Path of the page or address that has the log", default: "/" },
  log_fields: {
    doc: "Fields of a form that asks for the log, written name=value&name=value; empty: it is just opened",
    default: "",
    isSecret: true,
  },
  headers: {
    doc: "More headers of each request, one a line, such as Referer: http://192.168.1.1/ or a key of an API",
    default: "",
    isSecret: true,
    refuse: (text: string) => (headersOf(text) === undefined ? "lines such as Name: value" : undefined),
  },
  login_path: {
    doc: "Path of the page with the login form; empty: the page that comes in place of the log",
    default: "",
  },
  login_action: { doc: "Path that the login form is sent to; empty: what the form says", default: "" },
  user_field: { doc: "Name of the form's field for the user; empty: the text field before the password", default: "" },
  password_field: {
    doc: "Name of the form's field for the password; empty: the first that hides what one types",
    default: "",
  },
  password_as: {
    doc: "What a script of the login page makes of the password before it is sent",
    default: "plain",
    oneOf: ["plain", "base64", "md5"],
  },
  extra_fields: {
    doc: "More fields of the login form, beside those that it has, written name=value&name=value",
    default: "",
    isSecret: true,
  },
  take_over_fields: {
    doc: "Fields that throw out another administrator, written the same; sent only with take_over: true",
    default: "",
  },
  logout_path: { doc: "Path that logs out after each reading; empty to stay logged in", default: "" },
  login_marker: {
    doc: "Words on the page that means: not logged in; empty: a page with a field for a password",
    default: "",
  },
  refused_marker: { doc: "Words on the page that refuses the password", default: "" },
  busy_marker: { doc: "Words on the page that means: somebody else is logged in", default: "" },
  empty_marker: { doc: "Words on the page whose log is empty, where it then has no place for rows", default: "" },
  end_marker: {
    doc: "What every whole page ends with; auto: </html> where rows are in an element or a script; empty to trust every page",
    default: "auto",
  },
  rows_in: {
    doc: "What the rows are in: an element of the page, what its script gives to a name, JSON, or plain text alone",
    default: "element",
    oneOf: ["element", "script", "json", "text"],
  },
  rows_at: {
    doc: "Where they are there: a CSS selector (a row of a table is a row of the log, any other element has a row each line; empty: textarea, pre), a name of the script, or a path such as data.log (empty: the whole answer)",
    default: "",
  },
  row_separator: { doc: "What parts two rows within a text; empty: a line break", default: "" },
  cells_per_row: {
    doc: "How many texts or numbers of the script make a row; they are read with a tab between them",
    default: 1,
    min: 1,
    max: 100,
  },
  cells: {
    doc: "Fields of an object in JSON that make a row, such as time,message; empty: all of it, as JSON",
    default: "",
  },
  order: {
    doc: "Which row comes first; auto looks at their times, and takes oldest_first where they have none",
    default: "auto",
    oneOf: ["auto", "newest_first", "oldest_first"],
  },
  format: {
    doc: "How a row, or the group message of the pattern, is written; auto finds it out row by row",
    default: "auto",
    oneOf: ["auto", ...formats.map(({ id }) => id)],
  },
  pattern: {
    doc: "A pattern (RE2) with named groups in place of a format: time, source, source_port, destination, port, protocol, action and others",
    default: "",
    refuse: refusePattern,
  },
  note_pattern: {
    doc: "A pattern (RE2) of the rows that are no packets, whatever else is in them",
    default: "",
    refuse: refuseNotePattern,
  },
  time_form: {
    doc: "How the group time is written: auto, letters such as dd.MM.yyyy HH:mm:ss, unix_s, unix_ms, or age_s and age_ms for how long ago",
    default: "auto",
    refuse: (text: string) =>
      timeReader(text) === undefined
        ? "auto, unix_s, unix_ms, age_s, age_ms, or letters with month, day, hour and minute such as dd.MM.yyyy HH:mm:ss"
        : undefined,
  },
  action: {
    doc: "What became of packets of which the pattern does not tell it",
    default: "unknown",
    oneOf: ["drop", "reject", "accept", "unknown"],
  },
} as const satisfies OptionTable;

export type GenericOptions = OptionValues<typeof genericOptions>;
export type GenericSettings = RouterSettings<GenericOptions>;

/** The headers of the option; undefined where a line is none. */
export function headersOf(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.flatMap((line) => {
    const [, name = "", value = ""] = /^\s*([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e\x80-\xff]*?)\s*$/.exec(line) ?? [];
    return name === "" ? [] : [[name, value] as const];
  });
  return pairs.length < lines.length ? undefined : Object.fromEntries(pairs);
}
