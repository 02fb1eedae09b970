import { asksForPassword, decodeEntities, endsWithMarker } from "../html.ts";

/** One page of the log, as the router turned to it. */
export interface LogPage {
  readonly kind: "log";
  /** In the router's order, `Mar 15 15:37:34 message`. */
  readonly rows: readonly string[];
  /** The page that is shown, from 1 on, and how many there are. */
  readonly current: number;
  readonly total: number;
}

/** What a page turned out to be. */
export type PageKind =
  | LogPage
  /** `isPictured` where the login also wants the characters of a picture. */
  | { readonly kind: "login"; readonly isPictured: boolean }
  | { readonly kind: "refused" | "cut" | "other" };

/** Looks at a page. The log comes before all else: its rows quote names that anybody in the LAN may choose. */
export function kindOfPage(body: string): PageKind {
  if (!endsWithMarker(body, "</html>")) return { kind: "cut" };
  const log = readLog(body);
  if (log !== undefined) return log;
  if (refusal.test(body)) return { kind: "refused" };
  return asksForPassword(body) ? { kind: "login", isPictured: pictured.test(body) } : { kind: "other" };
}

/**
 * The rows are in no table: a hidden field has them all, and a script of the page would make the table. Its end is where the next field
 * begins, and the last such place: a row may quote one.
 */
function readLog(body: string): PageKind | undefined {
  const start = /<input\b[^<>]{0,100}\bid="?total_log"?[^<>]{0,100}\bvalue="/i.exec(body);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const end = [...body.slice(from).matchAll(/" {0,9}\/?>\s{0,99}<input\b[^<>]{0,100}\bid="?current_page/gi)].at(-1);
  if (end === undefined) return { kind: "cut" };
  const behind = body.slice(from + end.index);
  const [current = 1, total = 1] = ["current_page", "total_page"].map((name) => numberOf(behind, name));
  return { kind: "log", rows: rowsOf(body.slice(from, from + end.index)), current, total };
}

function numberOf(html: string, name: string): number {
  const field = new RegExp(`\\bid="?${name}"?[^<>]{0,100}\\bvalue="?(\\d{1,4})`, "i");
  return Math.max(1, Number(field.exec(html)?.[1] ?? 1));
}

/** Fields of a row are parted by `|`; the page shows the first and the third, so a message that holds one is cut there. */
function rowsOf(value: string): readonly string[] {
  return value.split("|syslog|").flatMap((row) => {
    const [time = "", , message] = row.split("|");
    if (message === undefined) return [];
    const text = `${time.trim()} ${message}`.replaceAll(/\s+/g, " ").trim();
    return [text.includes("&") ? decodeEntities(text) : text];
  });
}

/** Words of login_fail.asp. */
const refusal = /User Name or Password incorrect/i;
/** The script of login.asp shows the picture where this is 1. */
const pictured = /\bauth\s{0,9}=\s{0,9}"1"/;
