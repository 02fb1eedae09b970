import { type Given, givenTo } from "../html/script.ts";
import { scriptTokens } from "../html/tokens.ts";
import type { SmcBarricadeOptions } from "./options.ts";

/** The log as its script has it: the rows' literals and the ms since power-up. */
interface LogScript {
  readonly rows: Given["literals"];
  readonly uptimeTicks: number;
}

/** What a page turned out to be. The firmware answers 200 to everything: only the words tell. */
export type PageKind =
  | { readonly kind: "log"; readonly script: LogScript }
  /** It ends before its end: HTTP/1.0 without a length cannot tell that. */
  | { readonly kind: "cut" }
  | { readonly kind: "login" }
  | { readonly kind: "refused" }
  | { readonly kind: "busy" }
  | { readonly kind: "other" };

/** Looks at a page. The log comes before all markers: a computer of the LAN may be called like one of them. */
export function kindOfPage(body: string, options: SmcBarricadeOptions): PageKind {
  if (!endsWithMarker(body, options.end_marker)) return { kind: "cut" };
  const script = logScript(body, options);
  if (script !== undefined) return script === "cut" ? { kind: "cut" } : { kind: "log", script };
  if (has(body, options.busy_marker)) return { kind: "busy" };
  if (has(body, options.refused_marker)) return { kind: "refused" };
  return { kind: has(body, options.login_marker) ? "login" : "other" };
}

function logScript(body: string, options: SmcBarricadeOptions): LogScript | "cut" | undefined {
  const tokens = scriptTokens(body);
  const rows = givenTo(tokens, options.rows_name);
  const uptime = ticksOf(givenTo(tokens, options.uptime_name).literals[0]?.text);
  if (!rows.isFound || uptime === undefined) return undefined;
  return rows.isClosed ? { rows: rows.literals, uptimeTicks: uptime } : "cut";
}

/** The number of ticks that a literal holds, in quotes or not, modulo 2^32: a firmware may print them signed. */
export function ticksOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) >>> 0 : undefined;
}

/** Only blanks may follow: a cut behind a host name that holds the marker is still a cut. */
function endsWithMarker(body: string, marker: string): boolean {
  return body.trimEnd().toLowerCase().endsWith(marker.toLowerCase());
}

function has(body: string, marker: string): boolean {
  return marker !== "" && body.toLowerCase().includes(marker.toLowerCase());
}
